#pragma once
// Everything that is computed from one attempt's raw records, in one place.

#include "host/energy/gauge_profile.hpp"
#include "host/plan/attempts.hpp"
#include "host/types/results.hpp"
#include "host/types/verdict_limits.hpp"

#include <optional>
#include <span>

namespace edgebench::run {

// A qualified profile counts; without one, what the plan's own readings tell.
GaugeProfiles gauges_of(std::span<const JournalAttempt> attempts,
                        const std::optional<GaugeProfile>& qualified);
// Whether an attempt's first source can be understood.
bool has_gauge(const JournalAttempt& attempt, const GaugeProfiles& gauges);

// `spec` is what the plan asked for.
Attempt derive(const Study& study, const TrialSpec& spec, const JournalAttempt& attempt,
               const GaugeProfiles& gauges, const VerdictLimits& limits);

}  // namespace edgebench::run
