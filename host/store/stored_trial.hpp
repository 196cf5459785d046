#pragma once
// A trial as it is read back for people: the attempt with the names of everything it rests on.

#include "host/types/results.hpp"
#include "host/types/study.hpp"

#include <optional>
#include <string>

namespace edgebench::store {

struct StoredTrial {
    std::string study_id;
    std::string study_name;  // empty for a plain `run`
    DeviceIdentity device;
    ModelFile model;
    EngineBuild engine;
    EngineSettings engine_settings;
    GenerationSettings generation;
    bool cold = false;
    std::string prompt_set;
    Prompt prompt;
    std::int32_t repetition = 1;
    bool counted = false;                   // it fills its slot
    std::optional<std::string> started_at;  // UTC, by the phone's wall clock
    Attempt attempt;                        // with its newest evaluation
};

}  // namespace edgebench::store
