#pragma once
// The names of the power sources, best first (doc/measurement.md).

#include <array>
#include <string_view>

namespace edgebench {

inline constexpr std::string_view k_rails = "rails";
inline constexpr std::string_view k_rapl = "rapl";  // of a Linux host
inline constexpr std::string_view k_android_power = "android.power";
inline constexpr std::string_view k_sysfs = "sysfs";
inline constexpr std::string_view k_battery_properties = "batteryproperties";
inline constexpr std::string_view k_charge_counter = "charge_counter";

inline constexpr std::array k_power_sources{
    k_rails, k_rapl, k_android_power, k_sysfs, k_battery_properties, k_charge_counter};
inline constexpr std::size_t k_most_power_sources = 2;  // at once

// Counts energy or charge: what it shows between two polls is a difference.
constexpr bool is_accumulator(std::string_view source) {
    return source == k_rails || source == k_rapl || source == k_charge_counter;
}
// Measured behind the battery: the charger is none of its business.
constexpr bool is_behind_battery(std::string_view source) {
    return source == k_rails || source == k_rapl;
}
// Comes out of Perfetto's trace behind the window.
constexpr bool is_traced(std::string_view source) {
    return source == k_rails || source == k_android_power;
}

}  // namespace edgebench
