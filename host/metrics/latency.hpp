#pragma once
// What a trial says about time and memory.

#include "host/types/results.hpp"
#include "protocol/journal.hpp"

#include <string_view>

namespace edgebench {

// Nothing unless the trial has a phase of that name.
const Phase* find_phase(const TrialEnd& trial, std::string_view name);

Latency latency(const TrialEnd& trial);
MemoryUse memory_use(const TrialEnd& trial);

}  // namespace edgebench
