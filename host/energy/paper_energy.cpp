#include "host/energy/paper_energy.hpp"

#include "host/energy/readings.hpp"
#include "host/energy/trial_windows.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

constexpr Seconds k_spin_up{2};
constexpr Seconds k_grid_step{0.1};
constexpr Amps k_assumed_idle{0.10};

// What the last poll at or before `time` gave.
std::int64_t held_current(const PowerReadings& readings, DeviceTime time) {
    const auto next =
        std::upper_bound(readings.first_ns.begin(), readings.first_ns.end(), time.value());
    const auto run = std::max<std::ptrdiff_t>(next - readings.first_ns.begin() - 1, 0);
    return readings.current_raw[static_cast<std::size_t>(run)];
}

}  // namespace

std::optional<Joules> paper_energy(const TrialEnd& trial, const GaugeProfile& gauge,
                                   std::string_view source) {
    const auto windows = trial_windows(trial);
    const auto* readings = usable_readings(trial, source);
    if (!windows || readings == nullptr) return std::nullopt;
    const auto voltage = battery_voltage(readings->voltage_raw.front());
    const auto start = later(windows->load.value_or(windows->answer).begin, -k_spin_up);
    const auto end = windows->answer.end;
    if (!voltage || readings->first_ns.front() > start.value() ||
        readings->last_ns.back() < end.value()) {
        return std::nullopt;
    }
    const auto power_at = [&](std::int64_t step) {
        const auto time = later(start, k_grid_step * static_cast<double>(step));
        const Amps current(std::abs(out_of_battery(held_current(*readings, time), gauge).value()));
        return *voltage * std::max(Amps(0), current - k_assumed_idle);
    };
    const auto steps =
        static_cast<std::int64_t>(seconds_between(start, end).value() / k_grid_step.value());
    Joules sum{0};
    for (std::int64_t i = 0; i < steps; ++i) {
        sum += (power_at(i) + power_at(i + 1)) / 2 * k_grid_step;
    }
    return sum;
}

}  // namespace edgebench
