#pragma once
// What the agent sees of the phone by itself.

#include "agent/power_probe.hpp"
#include "protocol/device_info.hpp"

#include <filesystem>

namespace edgebench::agent {

struct DeviceRoots {
    std::filesystem::path sys = "/sys";
    std::filesystem::path proc = "/proc";
    std::filesystem::path storage;  // a folder on the file system that counts
};

// `power` gives the sources as of its last look, and the battery where the files do not.
DeviceInfo read_device_info(const DeviceRoots& roots, const PowerProbe& power);
// Empty where it cannot be read.
std::string read_boot_id(const std::filesystem::path& proc);

}  // namespace edgebench::agent
