#pragma once
// What a trial is asked to be.

#include "protocol/plan.hpp"

#include <string>

namespace edgebench::agent {

// What a trial consists of. The caller keeps what is pointed to alive until the call has ended.
struct TrialOrder {
    const Policy* policy;
    const EngineSetup* setup;  // null, as the prompt is, for a load block
    const PromptInput* prompt;
    const TrialSpec* spec;
    std::string trial;  // UUID
};

}  // namespace edgebench::agent
