#pragma once
// What a trial of a new engine shows: an option that it does not know, words that it no longer
// says.

#include "host/types/engine_check.hpp"
#include "protocol/journal.hpp"

#include <optional>

namespace edgebench {

// Nothing when the trial says nothing of its engine: it was not admitted, cancelled or interrupted.
std::optional<EngineCheck> judge_tryout(const TrialEnd& trial);

}  // namespace edgebench
