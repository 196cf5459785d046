#pragma once
// A journal's records as the attempts they tell of.

#include "host/types/study.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <span>
#include <vector>

namespace edgebench {

struct JournalAttempt {
    TrialBegin begin;
    TrialEnd end;  // made up, with the outcome `interrupted`, where the journal has none
};

struct JournalStory {
    Study study;
    PlanBegin begin;  // begin.plan.trials holds the appended trials too
    std::vector<JournalAttempt> attempts;
    std::optional<TrialBegin> running;  // begun, not ended, while the plan goes on
    std::vector<Event> events;
    std::optional<PlanEnd> ended;
};

// Whether more may come: an agent that is gone cannot end its last trial.
enum class Writer { alive, gone };

// Throws Error::integrity for records that do not tell of one plan.
JournalStory attempts_from_journal(std::span<const JournalRecord> records, Writer writer);

}  // namespace edgebench
