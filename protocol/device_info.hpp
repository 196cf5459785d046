#pragma once
// What the agent itself sees of the phone it runs on. A value that cannot be read is nothing, not
// 0.

#include "protocol/field_list.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

struct PowerSourceInfo {
    std::string name;  // "sysfs"
    bool available = false;
    std::string detail;  // the path used, or why it cannot be used

    static constexpr auto fields() {
        return field_list(Field{"name", &PowerSourceInfo::name},
                          Field{"available", &PowerSourceInfo::available},
                          Field{"detail", &PowerSourceInfo::detail});
    }
};

enum class ChargeStatus { unknown, charging, discharging, not_charging, full };

// Raw integers as the kernel gives them: unit and sign differ between vendors and are decided by
// the host.
struct BatteryState {
    std::optional<ChargeStatus> status;
    std::optional<bool> plugged;
    std::optional<int> level_percent;
    std::optional<std::int64_t> temperature_raw;  // 0.1 degC
    std::optional<std::int64_t> current_raw;
    std::optional<std::int64_t> voltage_raw;
    std::optional<std::int64_t> charge_counter_raw;
    std::optional<std::int64_t> charge_full_raw;         // as the gauge has learned it
    std::optional<std::int64_t> charge_full_design_raw;  // as the maker states it

    static constexpr auto fields() {
        return field_list(Field{"status", &BatteryState::status},
                          Field{"plugged", &BatteryState::plugged},
                          Field{"level_percent", &BatteryState::level_percent},
                          Field{"temperature_raw", &BatteryState::temperature_raw},
                          Field{"current_raw", &BatteryState::current_raw},
                          Field{"voltage_raw", &BatteryState::voltage_raw},
                          Field{"charge_counter_raw", &BatteryState::charge_counter_raw},
                          Field{"charge_full_raw", &BatteryState::charge_full_raw},
                          Field{"charge_full_design_raw", &BatteryState::charge_full_design_raw});
    }
};

struct DeviceInfo {
    std::string boot_id;
    std::string kernel;
    std::string machine;  // uname -m
    int cpu_count = 0;
    std::int64_t page_size_bytes = 0;
    std::optional<Bytes64> memory_total;
    std::optional<Bytes64> memory_available;
    std::optional<Bytes64> storage_free;
    BatteryState battery;
    std::vector<PowerSourceInfo> power_sources;

    static constexpr auto fields() {
        return field_list(
            Field{"boot_id", &DeviceInfo::boot_id}, Field{"kernel", &DeviceInfo::kernel},
            Field{"machine", &DeviceInfo::machine}, Field{"cpu_count", &DeviceInfo::cpu_count},
            Field{"page_size_bytes", &DeviceInfo::page_size_bytes},
            Field{"memory_total_bytes", &DeviceInfo::memory_total},
            Field{"memory_available_bytes", &DeviceInfo::memory_available},
            Field{"storage_free_bytes", &DeviceInfo::storage_free},
            Field{"battery", &DeviceInfo::battery},
            Field{"power_sources", &DeviceInfo::power_sources});
    }
};

}  // namespace edgebench
