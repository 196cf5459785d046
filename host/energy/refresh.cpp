#include "host/energy/refresh.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace edgebench {
namespace {

// Real gauges keep their grid to a few milliseconds over a minute; polls are late by as much.
constexpr double k_jitter_s = 0.01;
constexpr double k_relative_jitter = 0.02;
// A change in a hundred or so is seen late or belongs to no refresh.
constexpr double k_outlier_share = 0.05;
constexpr std::size_t k_fewest_changes = 12;
constexpr std::size_t k_changes_searched = 300;  // more add time, not certainty
constexpr double k_least_evidence = 12;          // natural log of the odds against chance
constexpr double k_least_explained = 0.85;

// One trial's changes as seconds since its first one: their middles, and half their widths.
struct Marks {
    std::vector<double> middle;
    std::vector<double> half;
};

double middle_of(const Change& change) {
    return 0.5 * seconds_between(change.after, change.until).value();
}

Marks marks_of(std::span<const Change> changes) {
    Marks marks;
    for (const auto& change : changes) {
        const double half = middle_of(change);
        marks.middle.push_back(seconds_between(changes.front().after, change.after).value() + half);
        marks.half.push_back(half);
    }
    return marks;
}

double circular_mean(const std::vector<double>& times, double period) {
    std::complex<double> sum = 0;
    for (const double time : times) {
        sum += std::polar(1.0, 2 * std::numbers::pi * time / period);
    }
    return std::arg(sum) / (2 * std::numbers::pi) * period;
}

// From the nearest instant of the grid to the mark.
double residual(double time, double phase, double period) {
    return std::remainder(time - phase, period);
}

double slack(double half, double period) {
    return half + std::max(k_jitter_s, k_relative_jitter * period);
}

struct Explanation {
    double evidence = 0;
    std::size_t explained = 0;
};

// How much better the grid explains the marks than chance does. A mark that fits counts the more
// the less likely it fits by chance, so a fraction of the true period, which fits too, loses.
Explanation explain(const Marks& marks, double period) {
    Explanation result;
    const double phase = circular_mean(marks.middle, period);
    for (std::size_t i = 0; i < marks.middle.size(); ++i) {
        const double room = slack(marks.half[i], period);
        const double chance = std::min(1.0, 2 * room / period);
        if (std::abs(residual(marks.middle[i], phase, period)) <= room) {
            ++result.explained;
            result.evidence += std::log((1 - k_outlier_share) / chance);
        } else {
            result.evidence += std::log(k_outlier_share / (1 - chance));
        }
    }
    // The phase is fitted: one mark of each trial says nothing.
    const auto count = static_cast<double>(marks.middle.size());
    result.evidence *= (count - 1) / count;
    return result;
}

Explanation explain_all(std::span<const Marks> trials, double period) {
    Explanation sum;
    for (const auto& marks : trials) {
        const auto one = explain(marks, period);
        sum.evidence += one.evidence;
        sum.explained += one.explained;
    }
    return sum;
}

struct Search {
    double shortest = 0, longest = 0, ratio = 1;
    bool at_every_poll = false;
};

double quantile(std::vector<double>& values, double share) {
    const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(values.size()) * share);
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

// Around the usual time between changes: a refresh need not change the reading, so the period may
// be a fraction of it. Steps are so fine that the grid moves by 20 ms at most over a trial.
Search search_of(std::span<const Marks> trials) {
    std::vector<double> between, widths;
    double span = 0;
    for (const auto& marks : trials) {
        for (std::size_t i = 0; i < marks.middle.size(); ++i) {
            widths.push_back(2 * marks.half[i]);
            if (i > 0) between.push_back(marks.middle[i] - marks.middle[i - 1]);
        }
        span = std::max(span, marks.middle.back());
    }
    const double usual = quantile(between, 0.1), poll = quantile(widths, 0.5);
    return {.shortest = std::max(poll, usual / 6),
            .longest = std::max(poll, usual) * 1.5,
            .ratio = 1 + 2 * k_jitter_s / std::max(span, 1.0),
            .at_every_poll = quantile(between, 0.5) < 1.3 * poll};
}

// Least squares of time over the number of the refresh, with one intercept per trial.
double refine(std::span<const Marks> trials, double period) {
    double products = 0, squares = 0;
    for (const auto& marks : trials) {
        const double phase = circular_mean(marks.middle, period);
        std::vector<double> number, time;
        for (std::size_t i = 0; i < marks.middle.size(); ++i) {
            const double off = residual(marks.middle[i], phase, period);
            if (std::abs(off) > slack(marks.half[i], period)) continue;
            number.push_back(std::round((marks.middle[i] - phase) / period));
            time.push_back(marks.middle[i]);
        }
        if (number.empty()) continue;
        const auto count = static_cast<double>(number.size());
        double mean_number = 0, mean_time = 0;
        for (std::size_t i = 0; i < number.size(); ++i) {
            mean_number += number[i] / count;
            mean_time += time[i] / count;
        }
        for (std::size_t i = 0; i < number.size(); ++i) {
            products += (number[i] - mean_number) * (time[i] - mean_time);
            squares += (number[i] - mean_number) * (number[i] - mean_number);
        }
    }
    return squares > 0 ? products / squares : period;
}

double best_period(std::span<const Marks> trials, const Search& search) {
    double best = search.shortest, most = explain_all(trials, best).evidence;
    for (double period = best; period <= search.longest; period *= search.ratio) {
        const double evidence = explain_all(trials, period).evidence;
        if (evidence > most) {
            most = evidence;
            best = period;
        }
    }
    return best;
}

}  // namespace

std::optional<DeviceTime> fit_phase(std::span<const Change> changes, Seconds period) {
    if (changes.empty()) return std::nullopt;
    const auto marks = marks_of(changes);
    double phase = circular_mean(marks.middle, period.value());
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < marks.middle.size(); ++i) {
        const double off = residual(marks.middle[i], phase, period.value());
        if (std::abs(off) > slack(marks.half[i], period.value())) continue;
        sum += off;
        count += 1;
    }
    if (count > 0) phase += sum / count;
    return later(changes.front().after, Seconds(phase));
}

std::optional<Seconds> fit_period(std::span<const std::vector<Change>> trials) {
    std::vector<Marks> marks;
    std::size_t count = 0;
    for (const auto& changes : trials) {
        if (changes.size() < 2 || count >= k_changes_searched) continue;
        marks.push_back(marks_of(changes));
        count += changes.size();
    }
    if (count < k_fewest_changes) return std::nullopt;
    const auto search = search_of(marks);
    // A gauge that is faster than the polls makes a reading for each of them.
    if (search.at_every_poll) return Seconds(refine(marks, search.shortest));
    double period = best_period(marks, search);
    for (int round = 0; round < 3; ++round) period = refine(marks, period);
    const auto result = explain_all(marks, period);
    if (result.evidence < k_least_evidence ||
        static_cast<double>(result.explained) < k_least_explained * static_cast<double>(count)) {
        return std::nullopt;
    }
    return Seconds(period);
}

}  // namespace edgebench
