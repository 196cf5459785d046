#pragma once
// What the agent sees of the phone by itself.

#include "protocol/device_info.hpp"

#include <filesystem>

namespace edgebench::agent {

struct DeviceRoots {
    std::filesystem::path sys = "/sys";
    std::filesystem::path proc = "/proc";
    std::filesystem::path storage;  // a folder on the file system that counts
};

DeviceInfo read_device_info(const DeviceRoots& roots);
// Empty where it cannot be read.
std::string read_boot_id(const std::filesystem::path& proc);

}  // namespace edgebench::agent
