#include "host/energy/trial_energy.hpp"

#include "host/energy/gauge_profile.hpp"
#include "host/energy/padded_integral.hpp"
#include "host/energy/paper_energy.hpp"
#include "host/energy/voltage_lag.hpp"

#include <algorithm>

namespace edgebench {
namespace {

using Readings = std::span<const GridReading>;

std::int64_t refreshes_in(Readings readings, const Window& window) {
    return std::count_if(readings.begin(), readings.end(), [&window](const auto& r) {
        return r.end > window.begin && r.end <= window.end;
    });
}

// What can be said before looking at a single reading.
std::vector<std::string> obvious_reasons(const TrialEnd& trial, const PowerReadings* readings,
                                         const std::optional<GaugeProfile>& gauge) {
    std::vector<std::string> reasons;
    if (trial.outcome != Outcome::finished || !trial_windows(trial)) {
        reasons.push_back("unfinished");
    }
    if (trial.suspended_ns > 0) reasons.push_back("suspended");
    if (readings == nullptr) {
        reasons.push_back("no power readings");
        return reasons;
    }
    const auto supply = supply_during(trial);
    if (supply == Supply::charging) reasons.push_back("charging");
    if (supply == Supply::unknown) reasons.push_back("charging state unknown");
    if (supply == Supply::battery && !gauge) reasons.push_back("gauge not qualified");
    return reasons;
}

void fill_answer(TrialEnergy& energy, const LoadEnergy& load, const Window& answer) {
    const auto length = seconds_between(answer.begin, answer.end);
    energy.net = load.net;
    energy.net_se = load.net_se;
    energy.baseline = load.baseline.at(later(answer.begin, length / 2));
    energy.gross = load.net + *energy.baseline * length;
    energy.mean_power = *energy.gross / length;
}

// Returns the first reason why there is no net energy, or null.
const char* measure(EnergyResult& result, const TrialWindows& windows, Readings readings) {
    auto& energy = result.energy;
    if (readings.empty()) return "voltage missing";
    energy.refreshes = refreshes_in(readings, windows.answer);
    if (*energy.refreshes < k_fewest_refreshes) return "too short for this gauge";
    const auto answer =
        padded_integral(readings, *energy.gauge, windows.idle_before_answer(), windows.idle_after);
    if (!answer.energy) return answer.why_not;
    fill_answer(energy, *answer.energy, windows.answer);
    result.baseline = answer.energy->baseline;
    if (!windows.idle_loaded) return nullptr;
    const auto load =
        padded_integral(readings, *energy.gauge, windows.idle_before, *windows.idle_loaded);
    if (load.energy) energy.load_net = load.energy->net;
    return nullptr;
}

}  // namespace

EnergyResult trial_energy(const TrialEnd& trial, const std::optional<GaugeProfile>& gauge) {
    EnergyResult result;
    result.energy.method = k_energy_method;
    const auto* readings = usable_readings(trial);
    if (readings != nullptr) result.energy.source = readings->source;
    result.reasons = obvious_reasons(trial, readings, gauge);
    if (!result.reasons.empty()) return result;
    result.energy.gauge = with_phase(*gauge, *readings);
    result.energy.paper = paper_energy(trial, *gauge);
    const auto& used = *result.energy.gauge;
    const auto grid = without_voltage_lag(grid_readings(*readings, used), used);
    const auto* why_not = measure(result, *trial_windows(trial), grid);
    if (why_not != nullptr) result.reasons.push_back(why_not);
    return result;
}

}  // namespace edgebench
