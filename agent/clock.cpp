#include "agent/clock.hpp"

#include <ctime>

namespace edgebench::agent {
namespace {

constexpr std::int64_t k_reading_gap_ns = 1'000'000;

std::int64_t read_ns(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

DeviceTime now() {
    return DeviceTime(read_ns(CLOCK_BOOTTIME));
}

ClockPair read_clocks() {
    return ClockPair{.boottime = now(), .monotonic_ns = read_ns(CLOCK_MONOTONIC)};
}

std::int64_t suspended_ns(ClockPair from, ClockPair to) {
    const std::int64_t growth =
        (to.boottime - from.boottime).value() - (to.monotonic_ns - from.monotonic_ns);
    return growth < k_reading_gap_ns ? 0 : growth;
}

}  // namespace edgebench::agent
