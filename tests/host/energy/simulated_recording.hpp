#pragma once
// A recording of battery polls as phones give them, from a gauge whose properties are known. It
// shares no code with the estimators that it judges.

#include "host/types/gauge_recording.hpp"

#include <cstdint>

namespace edgebench {

struct RecordingSimulation {
    double length_s = 60;
    double refresh_s = 0.35;
    double refresh_jitter_s = 0.003;  // of an instant on the grid
    double wander_s = 0;              // of the period, adding up
    double changed_share = 1;         // of the refreshes: the others leave the reading equal
    double poll_s = 0.1;
    double poll_jitter_s = 0.004;  // standard deviation of a poll's lateness
    double missed_share = 0;       // of the polls
    double level = 250'000;        // raw, while discharging with its sign
    double quantum = 488.28125;    // raw
    std::uint64_t seed = 1;
};

// Times in whole milliseconds, as Java's clock gives them.
GaugeRecording simulate(const RecordingSimulation& simulation);

}  // namespace edgebench
