#pragma once
// Which of the listed phones a command means.

#include "host/adb/adb_parser.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace edgebench::adb {

// The value of --device or else ANDROID_SERIAL.
std::optional<std::string> wanted_serial(std::optional<std::string> option);

// The wanted phone, or the only one that is ready. Throws an Error that says what to do next when
// there is none, several, or the one meant cannot be used.
ListedDevice choose_device(std::span<const ListedDevice> devices,
                           std::optional<std::string_view> serial);

// Throws when the phone is not ready for commands: unauthorised, offline, no permissions…
void require_ready(const ListedDevice& device);

}  // namespace edgebench::adb
