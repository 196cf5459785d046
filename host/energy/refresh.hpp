#pragma once
// When a gauge makes its readings: a grid of instants, found from when polls saw the reading
// change.

#include "host/types/gauge_recording.hpp"
#include "protocol/units.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace edgebench {

// The reading changed after the poll at `after` and not later than the one at `until`.
struct Change {
    DeviceTime after;
    DeviceTime until;
};

struct RefreshEstimate {
    RefreshVerdict verdict = RefreshVerdict::too_short;
    std::size_t changes = 0;
    std::optional<Seconds> period;  // with verdict ok only
    // 95 %. Without a period its low end is 0: only an upper bound is known.
    std::optional<SecondsRange> interval;
    std::optional<Seconds> poll;  // the usual time between the two polls around a change
    bool faster_than_polls = false;
    double changed_share =
        0;                // of the refreshes, with verdict ok: the others left the reading equal
    std::string why_not;  // for people; empty with a period
};

// The period that explains the changes of several stretches of polls, each with a phase of its own.
// A refresh need not change the reading; polls may have been late or missed.
RefreshEstimate estimate_refresh(std::span<const std::vector<Change>> stretches);

// One instant of the grid of that period that explains the changes best; nothing without
// changes or without a period.
std::optional<DeviceTime> fit_phase(std::span<const Change> changes, Seconds period);

// The period to take a plan's readings by: that of the refreshes, or of the polls where those are
// slower. Nothing where the changes are too few or lie on no grid.
std::optional<Seconds> fit_period(std::span<const std::vector<Change>> trials);

}  // namespace edgebench
