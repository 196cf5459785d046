#pragma once
// Polls of a phone's battery that somebody recorded to a file, and what they tell about its gauge.

#include "host/types/gauge.hpp"
#include "protocol/units.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

enum class RecordedState { discharging, charging, unknown };

struct GaugeRecording {
    std::vector<DeviceTime> time;     // ascending, each once; on the recording's own clock
    std::vector<double> current_raw;  // as many, in the recording's own unit
    std::vector<std::string> notes;   // what was left out or assumed, for people
};

struct SecondsRange {
    Seconds low{0};
    Seconds high{0};
};

// On the refresh period: told, not enough changes, or changes that several periods explain.
enum class RefreshVerdict { ok, too_short, ambiguous };

// A value and its evidence, or nothing and why; for people.
template <class T>
struct GaugeFinding {
    std::optional<T> value;
    std::string evidence;
};

struct RecordingGauge {
    std::size_t polls = 0;
    Seconds length{0};
    std::optional<Seconds> poll;  // the usual time between two polls
    std::size_t changes = 0;      // of the reading
    RefreshVerdict verdict = RefreshVerdict::too_short;
    GaugeFinding<Seconds> refresh;  // with verdict ok only
    // 95 %. Without a period its low end is 0: only an upper bound is known.
    std::optional<SecondsRange> refresh_interval;
    GaugeFinding<GaugeUnit> unit;
    GaugeFinding<DischargeSign> sign;
    GaugeFinding<double> quantisation;  // in the recording's own unit
    std::string next_step;              // what to record to learn more; empty: nothing
};

}  // namespace edgebench
