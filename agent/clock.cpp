#include "agent/clock.hpp"

#include <ctime>
#include <limits>

namespace edgebench::agent {
namespace {

constexpr std::int64_t k_reading_gap_ns = 1'000'000;
// A busy phone may take the processor away between two readings; then they are made again.
constexpr std::int64_t k_narrow_ns = 20'000;
constexpr int k_most_readings = 20;

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
    ClockPair best;
    std::int64_t narrowest = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < k_most_readings && narrowest > k_narrow_ns; ++i) {
        const auto before = read_ns(CLOCK_MONOTONIC);
        const auto boottime = now();
        const auto after = read_ns(CLOCK_MONOTONIC);
        if (after - before >= narrowest) continue;
        narrowest = after - before;
        best = {.boottime = boottime, .monotonic_ns = before + narrowest / 2};
    }
    return best;
}

std::int64_t suspended_ns(ClockPair from, ClockPair to) {
    const std::int64_t growth =
        (to.boottime - from.boottime).value() - (to.monotonic_ns - from.monotonic_ns);
    return growth < k_reading_gap_ns ? 0 : growth;
}

std::string in_words(Seconds duration) {
    const auto text = std::to_string(duration.value());
    return text.substr(0, text.find('.') + 2) + " s";
}

}  // namespace edgebench::agent
