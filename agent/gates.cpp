#include "agent/gates.hpp"

#include "agent/battery.hpp"
#include "agent/open_file.hpp"

#include <sys/statvfs.h>

#include <cstdio>

namespace edgebench::agent {
namespace {

using Closed = std::vector<ClosedGate>;

std::string in_words(Celsius temperature) {
    char buffer[32];
    // Not std::to_chars: its tables for doubles are 5 % of the agent.
    std::snprintf(buffer, sizeof buffer, "%.1f", temperature.value());
    return std::string(buffer) + " °C";
}

std::string in_words(Bytes64 size) {
    return std::to_string(size.value() / k_mebibyte) + " MiB";
}

std::string in_words(int percent) {
    return std::to_string(percent) + " %";
}

// `value` outside [low, high] is a closed gate.
template <class T>
void check_range(Closed& closed, const char* name, const std::optional<T>& value,
                 const std::optional<T>& low, const std::optional<T>& high) {
    if (!value) return;
    if (low && *value < *low) {
        closed.push_back({name, in_words(*value) + " is below " + in_words(*low)});
    }
    if (high && *value > *high) {
        closed.push_back({name, in_words(*value) + " is above " + in_words(*high)});
    }
}

std::optional<Celsius> battery_temperature(const BatteryState& battery) {
    if (!battery.temperature_raw) return std::nullopt;
    return Celsius(static_cast<double>(*battery.temperature_raw) / 10);
}

void check_discharging(Closed& closed, const BatteryState& battery) {
    if (battery.plugged.value_or(false)) {
        closed.push_back({"power", "the phone is plugged in"});
    } else if (!battery.status) {
        closed.push_back({"power", "the battery's status cannot be read"});
    } else if (*battery.status != ChargeStatus::discharging) {
        closed.push_back({"power", "the battery is not discharging"});
    }
}

}  // namespace

GateReadings read_gates(const std::filesystem::path& sys_root,
                        const std::filesystem::path& proc_root,
                        const std::filesystem::path& storage) {
    return GateReadings{.battery = read_battery(sys_root),
                        .memory_available = memory_available(proc_root),
                        .storage_free = storage_free(storage)};
}

Closed closed_gates(const Policy& policy, const GateReadings& readings) {
    Closed closed;
    check_range(closed, "battery temperature", battery_temperature(readings.battery),
                policy.battery_temperature_min, policy.battery_temperature_max);
    check_range(closed, "battery level", readings.battery.level_percent, policy.level_min_percent,
                policy.level_max_percent);
    check_range<Bytes64>(closed, "available memory", readings.memory_available, policy.memory_min,
                         std::nullopt);
    check_range<Bytes64>(closed, "free storage", readings.storage_free, policy.storage_reserve,
                         std::nullopt);
    if (policy.require_discharging) check_discharging(closed, readings.battery);
    return closed;
}

std::string in_words(const Closed& closed) {
    std::string text;
    for (const auto& gate : closed) {
        text += (text.empty() ? "" : "; ") + gate.name + ": " + gate.detail;
    }
    return text;
}

std::string unchecked_gates(const Policy& policy, const GateReadings& readings) {
    std::string text;
    const auto note = [&text](bool wanted, bool readable, const char* name) {
        if (wanted && !readable) text += (text.empty() ? "" : ", ") + std::string(name);
    };
    note(policy.battery_temperature_min || policy.battery_temperature_max,
         readings.battery.temperature_raw.has_value(), "battery temperature");
    note(policy.level_min_percent || policy.level_max_percent,
         readings.battery.level_percent.has_value(), "battery level");
    note(policy.memory_min > Bytes64(0), readings.memory_available.has_value(), "available memory");
    note(policy.storage_reserve > Bytes64(0), readings.storage_free.has_value(), "free storage");
    return text;
}

std::optional<Bytes64> memory_available(const std::filesystem::path& proc_root) {
    const auto meminfo = read_file(proc_root / "meminfo");
    if (!meminfo) return std::nullopt;
    const auto kibibytes = kibibytes_of(*meminfo, "MemAvailable");
    if (!kibibytes) return std::nullopt;
    return Bytes64(*kibibytes * 1024);
}

std::optional<Bytes64> storage_free(const std::filesystem::path& folder) {
    struct statvfs info{};
    if (::statvfs(folder.c_str(), &info) != 0) return std::nullopt;
    return Bytes64(static_cast<std::int64_t>(info.f_bavail * info.f_frsize));
}

}  // namespace edgebench::agent
