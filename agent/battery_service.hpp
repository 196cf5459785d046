#pragma once
// Android's own account of the battery, for phones whose kernel files the shell may not read. Each
// question costs a process.

#include "protocol/device_info.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace edgebench::agent {

// `dumpsys battery`, up to a minute old. Voltage in uV as the kernel has it. Nothing of a value
// that is missing, and no value at all where somebody has stopped the updates.
BatteryState parse_battery_service(std::string_view text);

// The kernel's files; where those do not say whether the battery is discharging, the service.
boost::asio::awaitable<BatteryState> read_battery_state(std::filesystem::path sys_root);

// The answer to `service call batteryproperties 1 i32 ID`: a Parcel of words. Nothing when the
// phone does not know the property.
std::optional<std::int64_t> parse_battery_property(std::string_view text);

// BATTERY_PROPERTY_CURRENT_NOW, in the phone's own unit and sign.
boost::asio::awaitable<std::optional<std::int64_t>> read_current_property();

}  // namespace edgebench::agent
