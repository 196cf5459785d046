#pragma once
// What a recording tells about a fuel gauge: a table for people, and JSON (doc/commands.md).

#include "host/types/gauge_recording.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::report {

enum class StateOrigin { stated, assumed };

struct RecordingReport {
    RecordingGauge gauge;
    RecordedState state = RecordedState::discharging;
    StateOrigin origin = StateOrigin::assumed;
    std::vector<std::string> notes;  // of the reading of the file
};

std::string gauge_text(const RecordingReport& report, std::optional<std::size_t> width);
std::string gauge_json(const RecordingReport& report);

}  // namespace edgebench::report
