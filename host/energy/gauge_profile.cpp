#include "host/energy/gauge_profile.hpp"

#include "host/energy/readings.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace edgebench {
namespace {

bool is_load(const Phase& phase) {
    return phase.name == "prefill" || phase.name == "decode" || phase.name == "busy";
}

// The raw current of each poll while the phone worked.
std::vector<std::int64_t> currents_under_load(std::span<const TrialEnd* const> trials,
                                              std::string_view source) {
    std::vector<std::int64_t> currents;
    for (const auto* trial : trials) {
        const auto& readings = *usable_readings(*trial, source);
        for (const auto& phase : trial->phases) {
            if (!is_load(phase)) continue;
            for (std::size_t i = 0; i < readings.first_ns.size(); ++i) {
                if (readings.first_ns[i] >= phase.end.value()) continue;
                if (readings.last_ns[i] < phase.begin.value()) continue;
                currents.insert(currents.end(), static_cast<std::size_t>(readings.polls[i]),
                                readings.current_raw[i]);
            }
        }
    }
    return currents;
}

// A phone at work draws 0.3 to 8 A; even 0.06 A and 20 A leave the two units' ranges apart.
constexpr double k_least_a = 0.06;
constexpr double k_most_a = 20;
constexpr double k_poll_slack = 1.1;

// The mean time between polls.
Seconds usual_poll(const PowerReadings& readings) {
    const auto polls =
        std::accumulate(readings.polls.begin(), readings.polls.end(), std::int64_t{0});
    const auto span =
        seconds_between(DeviceTime(readings.first_ns.front()), DeviceTime(readings.last_ns.back()));
    return span / static_cast<double>(std::max<std::int64_t>(1, polls - 1));
}

std::optional<GaugeUnit> unit_of(std::int64_t current) {
    const auto size = std::abs(static_cast<double>(current));
    if (size >= k_least_a * 1e6 && size <= k_most_a * 1e6) return GaugeUnit::microamps;
    if (size >= k_least_a * 1e3 && size <= k_most_a * 1e3) return GaugeUnit::milliamps;
    return std::nullopt;
}

}  // namespace

Supply supply_during(const TrialEnd& trial) {
    auto supply = Supply::unknown;
    const auto look = [&supply](const std::optional<ChargeStatus>& status) {
        if (!status || *status == ChargeStatus::unknown) return;
        if (*status != ChargeStatus::discharging) supply = Supply::charging;
        if (supply == Supply::unknown) supply = Supply::battery;
    };
    for (const auto& sample : trial.context) look(sample.status);
    look(trial.battery.status);
    return supply;
}

ProfileResult provisional_profile(std::span<const TrialEnd> trials, std::string_view source) {
    std::vector<const TrialEnd*> usable;
    std::vector<std::vector<Change>> changes;
    for (const auto& trial : trials) {
        const auto* readings = usable_readings(trial, source);
        if (readings == nullptr || supply_during(trial) != Supply::battery) continue;
        usable.push_back(&trial);
        changes.push_back(current_changes(*readings));
    }
    auto currents = currents_under_load(usable, source);
    if (currents.empty()) return {{}, "no trial has power readings on battery"};
    const auto median = currents.begin() + static_cast<std::ptrdiff_t>(currents.size() / 2);
    std::nth_element(currents.begin(), median, currents.end());
    const auto unit = unit_of(*median);
    if (!unit) {
        return {{},
                "a current of " + std::to_string(*median) +
                    " under load fits neither microamperes nor milliamperes"};
    }
    const auto period = fit_period(changes);
    if (!period) return {{}, "the changes of the current show no refresh period"};
    GaugeProfile profile;
    profile.origin = ProfileOrigin::provisional;
    profile.unit = *unit;
    profile.sign = *median < 0 ? DischargeSign::negative : DischargeSign::positive;
    profile.refresh = *period;
    return {profile, {}};
}

GaugeProfiles profiles_of(std::span<const TrialEnd> trials,
                          const std::optional<GaugeProfile>& qualified) {
    GaugeProfiles profiles;
    for (const auto source : k_power_sources) {
        const auto sees_each_refresh = [&](const TrialEnd& trial) {
            const auto* readings = usable_readings(trial, source);
            return readings != nullptr &&
                   usual_poll(*readings) <= qualified->refresh * k_poll_slack;
        };
        if (is_accumulator(source)) continue;
        auto profile = qualified;
        if (!qualified || std::none_of(trials.begin(), trials.end(), sees_each_refresh)) {
            profile = provisional_profile(trials, source).profile;
        }
        if (profile) profiles.emplace(source, *profile);
    }
    return profiles;
}

}  // namespace edgebench
