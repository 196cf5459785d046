#pragma once
// Deadlines as points in time, for waits that are made of several.

#include <algorithm>
#include <chrono>

namespace edgebench::adb {

using Clock = std::chrono::steady_clock;

// Rounded up, so that a wait of this length does not end before the deadline; never negative.
inline std::chrono::milliseconds time_until(Clock::time_point deadline) {
    using std::chrono::milliseconds;
    return std::max(milliseconds::zero(), std::chrono::ceil<milliseconds>(deadline - Clock::now()));
}

}  // namespace edgebench::adb
