#pragma once
// The battery gauge through <sys>/class/power_supply: current_now and voltage_now, or the charge
// counter in place of the current.

#include "agent/power_source.hpp"
#include "protocol/device_info.hpp"

#include <filesystem>
#include <memory>
#include <string_view>

namespace edgebench::agent {

// `name` is k_sysfs or k_charge_counter. Nothing when the phone has no readable gauge there;
// probe_sysfs_power says why.
std::unique_ptr<PowerSource> open_sysfs_power(std::string_view name,
                                              const std::filesystem::path& sys_root);
PowerSourceInfo probe_sysfs_power(std::string_view name, const std::filesystem::path& sys_root);

}  // namespace edgebench::agent
