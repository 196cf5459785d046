#pragma once
// Admission: what must hold on the phone before a trial may start.

#include "protocol/device_info.hpp"
#include "protocol/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::agent {

struct GateReadings {
    BatteryState battery;
    std::optional<ThermalSample> thermal;
    std::optional<bool> battery_saver;
    std::optional<bool> screen_on;  // where the policy wants it on
    std::optional<Bytes64> memory_available;
    std::optional<Bytes64> storage_free;
};

GateReadings read_gates(const std::filesystem::path& sys_root,
                        const std::filesystem::path& proc_root,
                        const std::filesystem::path& storage);

// Whether Android saves the battery, which caps the processors. Costs a process.
boost::asio::awaitable<std::optional<bool>> read_battery_saver();

struct ClosedGate {
    std::string name;    // "battery temperature"
    std::string detail;  // "36.2 °C is above 35.0 °C"
};

// Everything that is in the way. A quantity that this phone does not show closes no gate, except
// the battery's status where it has to discharge.
std::vector<ClosedGate> closed_gates(const Policy& policy, const GateReadings& readings);

std::string in_words(const std::vector<ClosedGate>& closed);

// The gates of the policy that cannot be checked on this phone, in words; empty when there is none.
std::string unchecked_gates(const Policy& policy, const GateReadings& readings);

std::optional<Bytes64> memory_available(const std::filesystem::path& proc_root);
std::optional<Bytes64> storage_free(const std::filesystem::path& folder);

}  // namespace edgebench::agent
