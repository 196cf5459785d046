#pragma once
// A minute of a trial whose requests follow one another: what a phone keeps up when it gets warm.

#include "protocol/units.hpp"

#include <cstdint>
#include <optional>

namespace edgebench {

// Nothing where it could not be had.
struct SustainedMinute {
    Seconds begin{0};                // behind the first request
    Seconds duration{60};            // of the last one less
    std::int64_t requests = 0;       // that began in it
    std::optional<double> decode;    // tokens per second of decode time
    std::optional<Watts> power;      // mean, idle power included
    std::optional<Celsius> battery;  // mean temperature
    std::optional<Celsius> skin;     // mean of the hottest skin sensor
    // Lowest cap of the clock of a group of processors, of the highest that the group had in this
    // trial.
    std::optional<double> cap_percent;
    bool operator==(const SustainedMinute&) const = default;
};

}  // namespace edgebench
