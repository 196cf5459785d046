#pragma once
// Whether the phone's idle power changed so much during a trial that a straight line between the
// two idle windows is no longer a safe baseline.

#include "host/energy/padded_integral.hpp"
#include "host/types/verdict_limits.hpp"

namespace edgebench {

// Noise alone is no drift: the difference also has to exceed three of its standard errors.
bool has_drifted(const Baseline& baseline, const DriftLimits& limits);

}  // namespace edgebench
