#pragma once
// The phone's clocks. Everything measured is stamped with CLOCK_BOOTTIME, which goes on in suspend.

#include "protocol/units.hpp"

#include <cstdint>
#include <string>

namespace edgebench::agent {

DeviceTime now();

// Both clocks at one moment. CLOCK_MONOTONIC stands still in suspend.
struct ClockPair {
    DeviceTime boottime;
    std::int64_t monotonic_ns = 0;
};
ClockPair read_clocks();

// How long the phone was suspended between the two. Readings of the two clocks are up to some
// microseconds apart, so anything below a millisecond is 0.
std::int64_t suspended_ns(ClockPair from, ClockPair to);

// "12.5 s"
std::string in_words(Seconds duration);

}  // namespace edgebench::agent
