#pragma once
// The battery gauge through <sys>/class/power_supply: current_now and voltage_now.

#include "agent/power_source.hpp"
#include "protocol/device_info.hpp"

#include <filesystem>
#include <memory>

namespace edgebench::agent {

// Nothing when the phone has no readable gauge there; probe_sysfs_power says why.
std::unique_ptr<PowerSource> open_sysfs_power(const std::filesystem::path& sys_root);
PowerSourceInfo probe_sysfs_power(const std::filesystem::path& sys_root);

}  // namespace edgebench::agent
