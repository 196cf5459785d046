#pragma once
// Whether the phone slowed down to stay cool, or to spare its battery, while it answered.

#include "host/types/verdict_limits.hpp"
#include "protocol/journal.hpp"

namespace edgebench {

// By any of three signs, because phones hide some of them: a cap of the processors' clocks falls,
// Android's thermal status rises, or decoding slows together with the clocks. Decoding slows by
// itself too, as the context grows and when other work runs: where the clocks can be read and stay
// up, that is no throttling.
bool is_throttled(const TrialEnd& trial, const VerdictLimits& limits);

}  // namespace edgebench
