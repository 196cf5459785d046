#include "agent/battery.hpp"

#include "agent/open_file.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

namespace edgebench::agent {
namespace {

namespace fs = std::filesystem;

// The entries of class/power_supply in a fixed order, "battery" (Android's usual name) first.
std::vector<fs::path> power_supplies(const fs::path& sys_root) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (fs::directory_iterator entry(sys_root / "class/power_supply", ignored), end; entry != end;
         entry.increment(ignored)) {
        found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
        return std::pair(a.filename() != "battery", a) < std::pair(b.filename() != "battery", b);
    });
    return found;
}

// A mouse or a pen has a battery too: its scope is "Device".
bool is_own_battery(const fs::path& supply) {
    const auto type = OpenFile(supply / "type").text();
    if (!type) return supply.filename() == "battery";
    return *type == "Battery" && OpenFile(supply / "scope").text() != "Device";
}

// The others' "online" may hold anything: a Samsung's says there which cable was seen last.
bool is_charger(const fs::path& supply) {
    const auto type = OpenFile(supply / "type").text().value_or("");
    return type == "Mains" || type.starts_with("USB") || type == "Wireless" || type == "Dock";
}

std::optional<bool> read_plugged(const fs::path& sys_root) {
    std::optional<bool> plugged;
    for (const auto& supply : power_supplies(sys_root)) {
        if (!is_charger(supply)) continue;
        const auto online = OpenFile(supply / "online").integer();
        if (online) plugged = plugged.value_or(false) || *online != 0;
    }
    return plugged;
}

}  // namespace

std::optional<fs::path> find_battery(const fs::path& sys_root) {
    std::optional<fs::path> first;
    for (const auto& supply : power_supplies(sys_root)) {
        if (!is_own_battery(supply)) continue;
        if (OpenFile(supply / "current_now").integer()) return supply;
        if (!first) first = supply;
    }
    return first;
}

BatteryState read_battery(const fs::path& sys_root) {
    BatteryState state;
    state.plugged = read_plugged(sys_root);
    const auto battery = find_battery(sys_root);
    if (!battery) return state;
    const auto integer = [&](const char* name) { return OpenFile(*battery / name).integer(); };
    if (const auto status = OpenFile(*battery / "status").text()) {
        state.status = charge_status_from(*status);
    }
    if (const auto level = integer("capacity")) state.level_percent = static_cast<int>(*level);
    state.temperature_raw = integer("temp");
    state.current_raw = integer("current_now");
    state.voltage_raw = integer("voltage_now");
    state.charge_counter_raw = integer("charge_counter");
    state.charge_full_raw = integer("charge_full");
    state.charge_full_design_raw = integer("charge_full_design");
    return state;
}

Celsius temperature_from_raw(std::int64_t tenths) {
    return Celsius(static_cast<double>(tenths) / 10);
}

std::string in_words(Celsius temperature) {
    char buffer[32];
    // Not std::to_chars: its tables for doubles are 5 % of the agent.
    std::snprintf(buffer, sizeof buffer, "%.1f", temperature.value());
    return std::string(buffer) + " °C";
}

ChargeStatus charge_status_from(std::string_view text) {
    if (text == "Charging") return ChargeStatus::charging;
    if (text == "Discharging") return ChargeStatus::discharging;
    if (text == "Not charging") return ChargeStatus::not_charging;
    if (text == "Full") return ChargeStatus::full;
    return ChargeStatus::unknown;
}

}  // namespace edgebench::agent
