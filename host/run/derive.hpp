#pragma once
// Everything that is computed from one attempt's raw records, in one place.

#include "host/plan/attempts.hpp"
#include "host/types/results.hpp"

#include <optional>

namespace edgebench::run {

// The gauge as far as this plan's own readings tell.
std::optional<GaugeProfile> provisional_gauge(const JournalStory& story);

Attempt derive(const JournalStory& story, const JournalAttempt& attempt,
               const std::optional<GaugeProfile>& gauge);

}  // namespace edgebench::run
