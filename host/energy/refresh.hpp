#pragma once
// When a gauge makes its readings: a grid of instants, found from when polls saw the reading
// change.

#include "protocol/units.hpp"

#include <optional>
#include <span>
#include <vector>

namespace edgebench {

// The reading changed after the poll at `after` and not later than the one at `until`.
struct Change {
    DeviceTime after;
    DeviceTime until;
};

// One instant of the grid of that period that explains the changes best; nothing without changes.
std::optional<DeviceTime> fit_phase(std::span<const Change> changes, Seconds period);

// The period that explains the changes of several trials best, each with a phase of its own.
// Nothing where they are too few or lie on no grid.
std::optional<Seconds> fit_period(std::span<const std::vector<Change>> trials);

}  // namespace edgebench
