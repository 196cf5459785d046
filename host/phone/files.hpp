#pragma once
// Small files on a phone, over adb's sync service; on this machine itself its own.

#include "host/adb/device.hpp"
#include "protocol/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::phone {

// Nothing if there is no such file.
adb::awaitable<std::optional<std::uint64_t>> size_of_file(adb::DeviceHandle phone,
                                                          std::string path);
// Names, without "." and ".."; none of a folder that is not there.
adb::awaitable<std::vector<std::string>> list_folder(adb::DeviceHandle phone, std::string path);
// Throws when the file is larger than `limit`.
adb::awaitable<Bytes> pull_file(adb::DeviceHandle phone, std::string path, std::size_t limit);
// An executable one, readable by others. `bytes` must live until it is done.
adb::awaitable<void> push_program(adb::DeviceHandle phone, const Bytes& bytes, std::string path);

}  // namespace edgebench::phone
