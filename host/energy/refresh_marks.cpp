#include "host/energy/refresh_marks.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

namespace edgebench {
namespace {

double circular_mean(std::span<const double> times, double period) {
    std::complex<double> sum = 0;
    for (const double time : times) {
        sum += std::polar(1.0, 2 * std::numbers::pi * time / period);
    }
    return std::arg(sum) / (2 * std::numbers::pi) * period;
}

// The middle of the phases that lie between the two polls of most marks.
double most_allowed(const Marks& marks, double period) {
    std::vector<std::pair<double, int>> edges;
    int open = 0;
    for (std::size_t i = 0; i < marks.middle.size(); ++i) {
        const double half = std::min(marks.half[i], 0.499 * period);
        const auto on_circle = [period](double time) {
            return time - std::floor(time / period) * period;
        };
        const double from = on_circle(marks.middle[i] - half);
        const double to = on_circle(marks.middle[i] + half);
        edges.emplace_back(from, 1);
        edges.emplace_back(to, -1);
        open += to < from ? 1 : 0;
    }
    std::sort(edges.begin(), edges.end());
    int most = -1;
    double middle = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        open += edges[i].second;
        if (open <= most) continue;
        most = open;
        const double next = i + 1 < edges.size() ? edges[i + 1].first : edges[0].first + period;
        middle = (edges[i].first + next) / 2;
    }
    return middle;
}

}  // namespace

Marks marks_of(std::span<const Change> changes) {
    Marks marks;
    for (const auto& change : changes) {
        const double half = 0.5 * seconds_between(change.after, change.until).value();
        marks.middle.push_back(seconds_between(changes.front().after, change.after).value() + half);
        marks.half.push_back(half);
    }
    return marks;
}

Marks part_of(const Marks& marks, std::size_t from, std::size_t count) {
    const auto begin = static_cast<std::ptrdiff_t>(from);
    const auto end = begin + static_cast<std::ptrdiff_t>(count);
    return {{marks.middle.begin() + begin, marks.middle.begin() + end},
            {marks.half.begin() + begin, marks.half.begin() + end}};
}

double phase_of(const Marks& marks, double period) {
    constexpr double k_coarse = 0.2;  // polls so far apart spread the marks over the whole circle
    const double half = quantile(marks.half, 0.5);
    return half < k_coarse * period ? circular_mean(marks.middle, period)
                                    : most_allowed(marks, period);
}

double quantile(std::vector<double> values, double share) {
    const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * share);
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

}  // namespace edgebench
