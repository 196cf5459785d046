#pragma once
// Stored trials, chosen by what they belong to.

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace edgebench::store {

// All that are given must hold; nothing given: every trial.
struct TrialSelection {
    std::optional<std::string> trial;  // a UUID, the beginning of one that no other has, or "last"
    std::optional<std::string> study;  // UUID, or "last": that of the newest trial
    std::optional<std::string> since;  // began at or after this UTC time, "2026-11-01" or longer
};

struct SelectedPlan {
    std::string plan_id;
    std::string study_id;
    std::vector<std::string> trials;  // all of the plan, in the order in which they were stored
    std::set<std::string> selected;   // of these
};

}  // namespace edgebench::store
