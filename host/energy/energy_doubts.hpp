#pragma once
// Why an energy that could be computed is not to be relied on.

#include "host/energy/trial_energy.hpp"
#include "host/types/verdict_limits.hpp"

#include <array>
#include <string>
#include <vector>

namespace edgebench {

// Every reason that energy_doubts gives.
inline constexpr std::array k_energy_doubts{"baseline drift", "stale voltage", "stalled gauge"};

// `energy` is that of `trial`. Nothing for a trial without a net energy: it has its reasons.
std::vector<std::string> energy_doubts(const TrialEnd& trial, const EnergyResult& energy,
                                       const VerdictLimits& limits);

}  // namespace edgebench
