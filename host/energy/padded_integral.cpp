#include "host/energy/padded_integral.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

constexpr double k_kernel_constants = 5;  // of a first-order filter 0.7 % is left after them
constexpr Seconds k_shortest_baseline{5};
constexpr double k_baseline_refreshes = 10;
constexpr double k_period_tolerance = 0.98;  // the refresh period is an estimate itself
constexpr std::size_t k_fewest_for_level = 3;

using Readings = std::span<const GridReading>;

// The readings that lie wholly in begin..end.
Readings within(Readings readings, DeviceTime begin, DeviceTime end) {
    const auto first = std::find_if(readings.begin(), readings.end(),
                                    [begin](const auto& r) { return r.begin >= begin; });
    const auto last =
        std::find_if(first, readings.end(), [end](const auto& r) { return r.end > end; });
    return {first, last};
}

// The readings that tile begin..end, the two at the edges whole.
Readings covering(Readings readings, DeviceTime begin, DeviceTime end) {
    const auto first = std::find_if(readings.begin(), readings.end(),
                                    [begin](const auto& r) { return r.end > begin; });
    const auto last =
        std::find_if(first, readings.end(), [end](const auto& r) { return r.begin >= end; });
    return {first, last};
}

DeviceTime middle(DeviceTime begin, DeviceTime end) {
    return later(begin, seconds_between(begin, end) / 2);
}

IdleLevel level_of(Readings idle) {
    IdleLevel level{.at = middle(idle.front().begin, idle.back().end)};
    const auto count = static_cast<double>(idle.size());
    for (const auto& reading : idle) level.mean += reading.power / count;
    double squares = 0;
    for (const auto& reading : idle) {
        const double off = (reading.power - level.mean).value();
        squares += off * off;
    }
    level.variance_of_mean = squares / (count - 1) / count;
    return level;
}

// The smallest step between two readings, 0 where all are equal.
Watts quantum(Readings readings) {
    Watts smallest{0};
    for (std::size_t i = 1; i < readings.size(); ++i) {
        if (readings[i].current == readings[i - 1].current) continue;
        const Watts step(std::abs((readings[i].power - readings[i - 1].power).value()));
        if (smallest == Watts(0) || step < smallest) smallest = step;
    }
    return smallest;
}

// Of the sum over readings, in J^2. A gauge that shows instants (and one that may) misses where
// between two readings the power went from one to the other: each step is uniform over a refresh.
double sampling_variance(Readings load, const GaugeProfile& gauge) {
    double squares = static_cast<double>(load.size()) * std::pow(quantum(load).value(), 2);
    if (gauge.kernel == Kernel::undetermined || gauge.kernel == Kernel::instant) {
        for (std::size_t i = 1; i < load.size(); ++i) {
            squares += std::pow((load[i].power - load[i - 1].power).value(), 2);
        }
    }
    return squares / 12 * std::pow(gauge.refresh.value(), 2);
}

LoadEnergy sum_above(Readings load, const Baseline& baseline, const GaugeProfile& gauge) {
    LoadEnergy result{.baseline = baseline};
    for (const auto& reading : load) {
        const auto above = reading.power - baseline.at(middle(reading.begin, reading.end));
        result.net += above * seconds_between(reading.begin, reading.end);
    }
    const auto begin = load.front().begin, end = load.back().end;
    const double from_baseline =
        baseline.variance_at(middle(begin, end)) * std::pow(seconds_between(begin, end).value(), 2);
    result.net_se = Joules(std::sqrt(from_baseline + sampling_variance(load, gauge)));
    return result;
}

bool is_long_enough(const Window& idle, const GaugeProfile& gauge) {
    return seconds_between(idle.begin, idle.end) >= idle_needed(gauge) * k_period_tolerance;
}

double share_of_after(const Baseline& line, DeviceTime time) {
    return seconds_between(line.before.at, time).value() /
           seconds_between(line.before.at, line.after.at).value();
}

}  // namespace

Watts Baseline::at(DeviceTime time) const {
    return before.mean + (after.mean - before.mean) * share_of_after(*this, time);
}

double Baseline::variance_at(DeviceTime time) const {
    const double share = share_of_after(*this, time);
    return std::pow(1 - share, 2) * before.variance_of_mean +
           std::pow(share, 2) * after.variance_of_mean;
}

Seconds memory_of(const GaugeProfile& gauge) {
    return std::max(gauge.refresh, gauge.filter_constant.value_or(gauge.refresh)) *
           k_kernel_constants;
}

Seconds idle_needed(const GaugeProfile& gauge) {
    return memory_of(gauge) + std::max(k_shortest_baseline, gauge.refresh * k_baseline_refreshes);
}

LoadEnergyResult padded_integral(Readings readings, const GaugeProfile& gauge, const Window& before,
                                 const Window& after) {
    if (!is_long_enough(before, gauge) || !is_long_enough(after, gauge)) {
        return {{}, "idle too short"};
    }
    const auto memory = memory_of(gauge);
    const auto idle_before = within(readings, later(before.begin, memory), before.end);
    const auto idle_after = within(readings, later(after.begin, memory), after.end);
    if (idle_before.size() < k_fewest_for_level || idle_after.size() < k_fewest_for_level) {
        return {{}, "sampling gap"};
    }
    const auto used = covering(readings, idle_before.front().end, idle_after.back().begin);
    const bool all_seen = std::all_of(used.begin(), used.end(),
                                      [](const auto& r) { return r.sight == Sight::polled; });
    if (!all_seen) return {{}, "sampling gap"};
    const Baseline baseline{level_of(idle_before), level_of(idle_after)};
    const auto load = covering(readings, before.end, later(after.begin, memory));
    return {.energy = sum_above(load, baseline, gauge)};
}

}  // namespace edgebench
