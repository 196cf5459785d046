#pragma once
// The energy of one trial, from that trial's readings alone.

#include "host/energy/gauge_profile.hpp"
#include "host/energy/padded_integral.hpp"
#include "host/types/results.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

inline constexpr const char* k_energy_method = "padded-integral/3";

struct EnergyResult {
    TrialEnergy energy;
    std::optional<Baseline> baseline;  // of the answer, for baseline_drift.hpp
    std::vector<std::string> reasons;  // why `energy` has no net energy; empty when it has one
};

// Every reason that trial_energy gives.
inline constexpr std::array k_energy_reasons{"unfinished",
                                             "suspended",
                                             "no power readings",
                                             "charging",
                                             "charging state unknown",
                                             "gauge not qualified",
                                             "voltage missing",
                                             "sampling gap",
                                             "idle too short",
                                             "too short for this gauge"};

// The first source of the trial gives the energy; a second one is compared with it.
EnergyResult trial_energy(const TrialEnd& trial, const GaugeProfiles& gauges);
// With one profile, of the trial's first source.
EnergyResult trial_energy(const TrialEnd& trial, const std::optional<GaugeProfile>& gauge);

}  // namespace edgebench
