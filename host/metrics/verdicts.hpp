#pragma once
// Judges a trial for each metric by itself: a phone on its charger still gives valid latency.

#include "host/types/metric.hpp"
#include "host/types/study.hpp"
#include "host/types/verdict_limits.hpp"
#include "protocol/journal.hpp"

#include <span>
#include <string>
#include <vector>

namespace edgebench {

// All four metrics. `energy_reasons` are those of host/energy; the trial's own are put before them.
std::vector<Verdict> verdicts(const TrialSpec& spec, const Prompt& prompt, const TrialEnd& trial,
                              std::span<const std::string> energy_reasons,
                              const VerdictLimits& limits);

}  // namespace edgebench
