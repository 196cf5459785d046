#include "host/energy/padded_integral.hpp"

#include "host/energy/sampled_power.hpp"
#include "host/energy/voltage_lag.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace edgebench {
namespace {

constexpr double k_period_tolerance = 0.98;  // the refresh period is an estimate itself
constexpr std::size_t k_fewest_for_level = 3;
constexpr double k_normal_95 = 1.645;                 // one-sided
constexpr double k_most_correlated = 0.9;             // longer memories are a drift
constexpr double k_median_squared_step = 2 * 0.4549;  // of two normal numbers of variance 1

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

// Sums of squared deviations from a window's own mean, and of the products of neighbours.
struct IdleScatter {
    double squares = 0, products = 0;
    std::size_t pairs = 0;
};

IdleScatter scatter_of(Readings idle) {
    Watts mean{0};
    for (const auto& reading : idle) mean += reading.power / static_cast<double>(idle.size());
    IdleScatter scatter;
    double before = 0;
    for (const auto& reading : idle) {
        const double off = (reading.power - mean).value();
        scatter.squares += off * off;
        scatter.products += off * before;
        before = off;
    }
    scatter.pairs = idle.size() - 1;
    return scatter;
}

// By how much the variance of a mean of idle readings is above that of independent ones: what the
// gauge's filter makes it, or what apps at work do where neighbours correlate beyond chance (5 %).
double idle_correlation(Readings before, Readings after, const GaugeProfile& gauge) {
    const auto one = scatter_of(before), other = scatter_of(after);
    const double squares = one.squares + other.squares;
    const double known = correlation_factor(gauge);
    if (squares <= 0) return known;
    const auto pairs = static_cast<double>(one.pairs + other.pairs);
    const double lag_one = (one.products + other.products) / squares;
    if (lag_one < k_normal_95 / std::sqrt(pairs)) return known;
    // It comes out too small from few readings (Kendall 1954).
    const double count = pairs / 2 + 1;
    const double a = std::min((lag_one + 1 / count) / (1 - 3 / count), k_most_correlated);
    return std::max(known, (1 + a) / (1 - a));
}

// Correlated readings: the sum of their squares is less than that of independent ones, and their
// mean varies more.
IdleLevel level_of(Readings idle, double correlation) {
    IdleLevel level{.at = middle(idle.front().begin, idle.back().end)};
    const auto count = static_cast<double>(idle.size());
    for (const auto& reading : idle) level.mean += reading.power / count;
    double squares = 0;
    for (const auto& reading : idle) {
        const double off = (reading.power - level.mean).value();
        squares += off * off;
    }
    const double factor = std::min(correlation, count / 2);
    level.variance_of_sum = squares / (count - factor) * factor;
    level.variance_of_mean = level.variance_of_sum / count;
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

// What is new in each reading that was made between `begin` and `end`: for a filter, the reading
// that it would have given of the last refresh alone.
std::vector<double> fresh_power(Readings readings, const GaugeProfile& gauge, DeviceTime begin,
                                DeviceTime end) {
    const double r = sharpness(gauge);
    const double kept = r > 0 ? std::exp(-r) : 0;
    std::vector<double> fresh;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        if (readings[i].begin < begin || readings[i].end > end) continue;
        fresh.push_back((readings[i].power - readings[i - 1].power * kept).value() / (1 - kept));
    }
    return fresh;
}

// The squared steps between neighbours, in order of size.
std::vector<double> squared_steps(const std::vector<double>& power) {
    std::vector<double> squares;
    for (std::size_t i = 1; i < power.size(); ++i) {
        squares.push_back(std::pow(power[i] - power[i - 1], 2));
    }
    std::sort(squares.begin(), squares.end());
    return squares;
}

struct LoadSpan {
    Readings readings;
    DeviceTime begin;  // of the load itself
    DeviceTime end;
};

// What a gauge other than a mean misses: the steps at both ends of the load and the greatest inside
// it, and the unsteadiness between readings. In J^2 / T^2.
double missed_between_readings(const LoadSpan& load, Watts net, const GaugeProfile& gauge) {
    const double r = sharpness(gauge);
    if (r == 0) return 0;
    const auto fresh = fresh_power(load.readings, gauge, load.begin, load.end);
    const auto steps = squared_steps(fresh);
    const double greatest = steps.empty() ? 0 : steps.back();
    const double edges = step_variance(r) * (2 * std::pow(net.value(), 2) + greatest);
    // The median step is not one at an edge.
    const double variance = steps.empty() ? 0 : steps[steps.size() / 2] / k_median_squared_step;
    return edges + unseen_share(r) * variance * static_cast<double>(fresh.size());
}

// Of the sum over readings, in J^2.
double sampling_variance(const LoadSpan& load, Watts net, const GaugeProfile& gauge) {
    const double quantised = std::pow(quantum(load.readings).value(), 2) / 12;
    const double lateness = std::pow(k_grid_jitter.value() / gauge.refresh.value(), 2);
    double squares = 0;
    for (std::size_t i = 0; i < load.readings.size(); ++i) {
        const auto power = load.readings[i].power;
        squares += quantised + std::pow(power.value() * k_reading_noise, 2);
        if (i == 0) continue;
        squares += lateness * std::pow((power - load.readings[i - 1].power).value(), 2);
    }
    return (squares + missed_between_readings(load, net, gauge)) *
           std::pow(gauge.refresh.value(), 2);
}

LoadEnergy sum_above(const LoadSpan& load, const Baseline& baseline, const GaugeProfile& gauge) {
    LoadEnergy result{.baseline = baseline};
    Joules lag{0}, doubt{0};
    for (const auto& reading : load.readings) {
        const auto above = reading.power - baseline.at(middle(reading.begin, reading.end));
        const auto reading_length = seconds_between(reading.begin, reading.end);
        result.net += above * reading_length;
        lag += reading.lag * reading_length;
        doubt += reading.doubt * reading_length;
    }
    const auto begin = load.readings.front().begin, end = load.readings.back().end;
    const auto length = seconds_between(load.begin, load.end);
    const auto summed = seconds_between(begin, end);
    const double level_variance = baseline.variance_at(middle(begin, end));
    double sampling = 0;
    if (length > Seconds(0)) sampling = sampling_variance(load, result.net / length, gauge);
    // What else the phone does goes on during the load, and differs from the baseline by chance.
    sampling += baseline.after.variance_of_sum * gauge.refresh.value() * summed.value();
    result.common_se = Joules(std::hypot(lag_doubt(gauge.kernel) * lag.value(), doubt.value()));
    const auto se_with_baseline_over = [&](Seconds time) {
        return Joules(std::sqrt(sampling + level_variance * std::pow(time.value(), 2) +
                                std::pow(result.common_se.value(), 2)));
    };
    result.baseline_se = Watts(std::sqrt(level_variance));
    result.net_se = se_with_baseline_over(summed);
    result.gross_se = se_with_baseline_over(summed - length);  // the rest cancels
    return result;
}

bool is_long_enough(const Window& idle, const GaugeProfile& gauge) {
    return seconds_between(idle.begin, idle.end) >= idle_window(gauge) * k_period_tolerance;
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
    const double correlation = idle_correlation(idle_before, idle_after, gauge);
    const Baseline baseline{level_of(idle_before, correlation), level_of(idle_after, correlation)};
    const LoadSpan load{covering(readings, before.end, later(after.begin, memory)), before.end,
                        after.begin};
    return {.energy = sum_above(load, baseline, gauge)};
}

}  // namespace edgebench
