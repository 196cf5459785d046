#include "agent/gates.hpp"

#include "agent/battery.hpp"
#include "agent/child_process.hpp"
#include "agent/open_file.hpp"
#include "protocol/error.hpp"

#include <sys/statvfs.h>

namespace edgebench::agent {
namespace {

using Closed = std::vector<ClosedGate>;
using agent::in_words;

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
    return temperature_from_raw(*battery.temperature_raw);
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

void check_thermal(Closed& closed, const GateReadings& readings, int most) {
    if (!readings.thermal) return;
    const auto& thermal = *readings.thermal;
    if (thermal.overridden) {
        closed.push_back(
            {"thermal status", "it has been set by hand; `cmd thermalservice reset` ends that"});
    } else if (thermal.status && *thermal.status > most) {
        closed.push_back({"thermal status",
                          std::to_string(*thermal.status) + " is above " + std::to_string(most)});
    }
}

constexpr std::chrono::seconds k_answer_deadline{15};

}  // namespace

boost::asio::awaitable<std::optional<bool>> read_battery_saver() {
    Program program;
    program.argv = {"settings", "get", "global", "low_power"};
    try {
        const auto result = co_await run_program(std::move(program), k_answer_deadline);
        if (!result || result->status.code != 0) co_return std::nullopt;
        co_return result->output.starts_with('1');
    } catch (const Error&) {
        co_return std::nullopt;
    }
}

GateReadings read_gates(const std::filesystem::path& sys_root,
                        const std::filesystem::path& proc_root,
                        const std::filesystem::path& storage) {
    return GateReadings{.battery = read_battery(sys_root),
                        .thermal = {},
                        .battery_saver = {},
                        .screen_on = {},
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
    if (policy.refuse_battery_saver && readings.battery_saver.value_or(false)) {
        closed.push_back({"battery saver", "it is on, and slows the processors"});
    }
    if (!readings.screen_on.value_or(true) && !readings.battery.plugged.value_or(false)) {
        closed.push_back({"screen", "it is off, and the phone sleeps then: unlock the phone"});
    }
    if (policy.thermal_status_max) check_thermal(closed, readings, *policy.thermal_status_max);
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
    note(policy.thermal_status_max.has_value(), readings.thermal.has_value(), "thermal status");
    note(policy.refuse_battery_saver, readings.battery_saver.has_value(), "battery saver");
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
