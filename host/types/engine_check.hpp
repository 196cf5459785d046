#pragma once
// Whether an engine that is new on a build of a phone still works the way edgebench uses it.

#include "host/types/study.hpp"

#include <string>
#include <vector>

namespace edgebench {

// Which engine is tried out, and where. It travels in the host note of the trial that does it.
struct EngineTryout {
    DeviceIdentity device;
    EngineBuild engine;
    static constexpr auto fields() {
        return field_list(Field{"device", &EngineTryout::device},
                          Field{"engine", &EngineTryout::engine});
    }
};

struct EngineCheck {
    std::string unknown_option;       // that it was given; empty: it knows them all
    std::string failure;              // why it did not answer, whatever the cause; empty: it did
    std::vector<std::string> untold;  // of an answer: fields of EngineReport and EngineTimings that
                                      // the engine no longer tells

    bool works() const { return failure.empty(); }
};

}  // namespace edgebench
