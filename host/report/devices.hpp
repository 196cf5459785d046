#pragma once
// The phones that adb sees.

#include "host/types/study.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench::report {

struct SeenDevice {
    std::string server;  // of adb
    std::string name;    // adb's name of the transport
    std::string state;   // as adb says it
    std::optional<DeviceIdentity> identity;
};

std::string devices_text(const std::vector<SeenDevice>& devices, std::optional<std::size_t> width);
std::string devices_json(const std::vector<SeenDevice>& devices);

}  // namespace edgebench::report
