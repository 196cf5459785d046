#include "host/energy/trial_energy.hpp"

#include "host/energy/gauge_profile.hpp"
#include "host/energy/padded_integral.hpp"
#include "host/energy/paper_energy.hpp"
#include "host/energy/source_grid.hpp"
#include "protocol/power_source.hpp"

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
std::vector<std::string> obvious_reasons(const TrialEnd& trial, const std::string& source,
                                         bool has_gauge) {
    std::vector<std::string> reasons;
    if (trial.outcome != Outcome::finished || !trial_windows(trial)) {
        reasons.push_back("unfinished");
    }
    if (trial.suspended_ns > 0) reasons.push_back("suspended");
    if (source.empty()) reasons.push_back("no power readings");
    if (source.empty() || is_behind_battery(source)) return reasons;
    const auto supply = supply_during(trial);
    if (supply == Supply::charging) reasons.push_back("charging");
    if (supply == Supply::unknown) reasons.push_back("charging state unknown");
    if (supply == Supply::battery && !has_gauge) reasons.push_back("gauge not qualified");
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

EnergyResult energy_of(const TrialEnd& trial, const std::string& source,
                       const GaugeProfiles& gauges) {
    EnergyResult result;
    result.energy.method = k_energy_method;
    result.energy.source = source;
    const auto gauge = profile_for(source, gauges);
    result.reasons = obvious_reasons(trial, source, gauge.has_value());
    if (!result.reasons.empty()) return result;
    const auto grid = source_grid(trial, source, *gauge);
    result.energy.gauge = grid.gauge;
    if (!is_accumulator(source)) result.energy.paper = paper_energy(trial, grid.gauge, source);
    const auto* why_not = measure(result, *trial_windows(trial), grid.readings);
    if (why_not != nullptr) result.reasons.push_back(why_not);
    return result;
}

void add_rails(TrialEnergy& energy, const TrialEnd& trial) {
    const auto windows = trial_windows(trial);
    for (const auto& name : rails_of(trial)) {
        auto& rail = energy.rails.emplace_back();
        rail.rail = name;
        const auto grid = rail_grid(trial, name);
        const auto load = padded_integral(grid.readings, grid.gauge, windows->idle_before_answer(),
                                          windows->idle_after);
        if (!load.energy) continue;
        TrialEnergy alone;
        fill_answer(alone, *load.energy, windows->answer);
        rail.net = alone.net;
        rail.gross = alone.gross;
    }
}

void compare(TrialEnergy& energy, const TrialEnd& trial, const std::string& source,
             const GaugeProfiles& gauges) {
    auto& second = energy.second.emplace();
    second.source = source;
    second.net = energy_of(trial, source, gauges).energy.net;
    const bool comparable = second.net && energy.net && *energy.net != Joules(0);
    if (comparable) second.disagreement = (*second.net - *energy.net).value() / energy.net->value();
}

}  // namespace

EnergyResult trial_energy(const TrialEnd& trial, const GaugeProfiles& gauges) {
    const auto sources = sources_of(trial);
    auto result = energy_of(trial, sources.empty() ? "" : sources.front(), gauges);
    if (result.energy.net && result.energy.source == k_rails) add_rails(result.energy, trial);
    if (sources.size() > 1) compare(result.energy, trial, sources[1], gauges);
    return result;
}

EnergyResult trial_energy(const TrialEnd& trial, const std::optional<GaugeProfile>& gauge) {
    const auto sources = sources_of(trial);
    GaugeProfiles gauges;
    if (gauge && !sources.empty()) gauges.emplace(sources.front(), *gauge);
    return trial_energy(trial, gauges);
}

}  // namespace edgebench
