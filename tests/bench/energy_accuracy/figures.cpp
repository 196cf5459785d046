#include "tests/bench/energy_accuracy/figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace edgebench::bench {
namespace {

std::vector<double> sizes(const std::vector<double>& values) {
    std::vector<double> result;
    for (const double value : values) result.push_back(std::abs(value));
    return result;
}

}  // namespace

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const double at = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

void Errors::add(double estimate, double truth) {
    relative.push_back(estimate / truth - 1);
}

void Errors::add_interval(double low, double high, double truth) {
    ++intervals;
    if (low <= truth && truth <= high) ++covered;
    widths.push_back((high - low) / std::abs(truth));
}

double Errors::median_percent() const {
    return 100 * quantile(sizes(relative), 0.5);
}

double Errors::p95_percent() const {
    return 100 * quantile(sizes(relative), 0.95);
}

double Errors::mean_percent() const {
    double sum = 0;
    for (const double error : relative) sum += error;
    return 100 * sum / static_cast<double>(relative.size());
}

double Errors::coverage_percent() const {
    return 100.0 * covered / intervals;
}

double Errors::median_width_percent() const {
    return 100 * quantile(widths, 0.5);
}

}  // namespace edgebench::bench
