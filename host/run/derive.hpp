#pragma once
// Everything that is computed from one attempt's raw records, in one place.

#include "host/plan/attempts.hpp"
#include "host/types/results.hpp"
#include "host/types/verdict_limits.hpp"

#include <optional>
#include <span>

namespace edgebench::run {

// The gauge as far as one plan's own readings tell.
std::optional<GaugeProfile> provisional_gauge(std::span<const JournalAttempt> attempts);

// `spec` is what the plan asked for.
Attempt derive(const Study& study, const TrialSpec& spec, const JournalAttempt& attempt,
               const std::optional<GaugeProfile>& gauge, const VerdictLimits& limits);

}  // namespace edgebench::run
