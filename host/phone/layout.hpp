#pragma once
// Where edgebench keeps its things on a phone. The agent's own layout below the root is in
// agent/paths.hpp.

#include "host/adb/device.hpp"

#include <string>
#include <string_view>

namespace edgebench::phone {

// Other apps can read /data/local/tmp, so the root is made with mode 0700.
inline std::string root_on(const adb::DeviceHandle& phone) {
    return phone.machine ? phone.machine->folder.string() : "/data/local/tmp/edgebench";
}

inline std::string path_on(const adb::DeviceHandle& phone, std::string_view name) {
    return root_on(phone) + "/" + std::string(name);
}

}  // namespace edgebench::phone
