#pragma once
// The battery as the kernel shows it below <sys>/class/power_supply. Whether the shell may read it
// is up to the phone's vendor: each value is optional.

#include "protocol/device_info.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench::agent {

// The folder of the phone's own battery: of several the first whose current can be read.
std::optional<std::filesystem::path> find_battery(const std::filesystem::path& sys_root);

BatteryState read_battery(const std::filesystem::path& sys_root);

Celsius temperature_from_raw(std::int64_t tenths);
// "36.2 °C"
std::string in_words(Celsius temperature);

// The kernel's word for it ("Not charging").
ChargeStatus charge_status_from(std::string_view text);

}  // namespace edgebench::agent
