#pragma once
// A small study and attempts at its slots, as the tests of the store need them.

#include "host/store/database.hpp"
#include "tests/support/temp_dir.hpp"

#include <string>

namespace edgebench::store {

using test::TempDir;

DeviceIdentity pixel();
// Two cells (warm: q4_k_m and iq4_xs) of two prompts with `repetitions` each: slots 0, 1, ...
Study small_study(int repetitions = 2);
// A finished attempt at a slot, valid in every metric, with all raw columns filled. Trials of
// different slots or numbers have different UUIDs.
Attempt finished_attempt(std::int64_t slot, int number = 1);
// The same, but `metric` is not valid for `reason`.
Attempt attempt_without(Metric metric, const std::string& reason, std::int64_t slot,
                        int number = 1);
// An attempt that ended in another way: nothing could be derived from it.
Attempt ended_attempt(Outcome outcome, const std::string& reason, std::int64_t slot,
                      int number = 1);
PlanBegin plan_begin();
std::vector<SustainedMinute> sustained_minutes();

}  // namespace edgebench::store
