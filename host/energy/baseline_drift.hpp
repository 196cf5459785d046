#pragma once
// Whether the phone's idle power changed so much during a trial that a straight line between the
// two idle windows is no longer a safe baseline.

#include "host/energy/padded_integral.hpp"

namespace edgebench {

inline constexpr const char* k_baseline_drift = "baseline drift";

// Both have to be exceeded; they come from the configuration.
struct DriftLimits {
    Watts power{0.2};    // of the difference
    double share = 0.2;  // of the difference, in the idle power before
};

// Noise alone is no drift: the difference also has to exceed three of its standard errors.
bool has_drifted(const Baseline& baseline, const DriftLimits& limits);

}  // namespace edgebench
