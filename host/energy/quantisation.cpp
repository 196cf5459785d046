#include "host/energy/quantisation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace edgebench {
namespace {

// A step of twice the true one fits n independent differences by chance once in 2^n.
constexpr std::size_t k_fewest_differences = 6;
constexpr std::size_t k_most_values = 2000;
constexpr int k_most_decimals = 3;
constexpr double k_rounding = 1.01;      // of the difference of two rounded or cut values
constexpr double k_least_odd_step = 12;  // below it rounding hides whether a step is whole

// The scale that makes all values whole, if a few decimals do.
std::optional<double> whole_scale(std::span<const double> values) {
    double scale = 1;
    for (int decimals = 0; decimals <= k_most_decimals; ++decimals, scale *= 10) {
        const bool whole = std::all_of(values.begin(), values.end(), [scale](double value) {
            return std::abs(value * scale - std::round(value * scale)) < 1e-6 * scale;
        });
        if (whole) return scale;
    }
    return std::nullopt;
}

std::vector<std::int64_t> distinct_differences(std::span<const double> values, double scale) {
    std::vector<std::int64_t> whole;
    for (const double value : values) {
        if (std::abs(value * scale) < 9e15) whole.push_back(std::llround(value * scale));
    }
    std::sort(whole.begin(), whole.end());
    whole.erase(std::unique(whole.begin(), whole.end()), whole.end());
    if (whole.size() > k_most_values) whole.resize(k_most_values);
    std::vector<std::int64_t> differences;
    for (std::size_t i = 1; i < whole.size(); ++i) differences.push_back(whole[i] - whole[i - 1]);
    return differences;
}

// Follows the sums of neighbouring differences from small to large, so that the step grows more
// precise as they do; nothing where one of them is no multiple of it.
std::optional<double> refined(const std::vector<std::int64_t>& differences, double step) {
    std::vector<double> spans;
    double sum = 0;
    for (const auto difference : differences) {
        spans.push_back(static_cast<double>(difference));
        spans.push_back(sum += static_cast<double>(difference));
    }
    std::sort(spans.begin(), spans.end());
    double uncertainty = k_rounding;
    for (const double span : spans) {
        const double times = std::round(span / step);
        if (times < 1 || times * uncertainty > step / 3) continue;
        if (std::abs(span - times * step) > k_rounding + times * uncertainty) return std::nullopt;
        if (k_rounding / times >= uncertainty) continue;
        step = span / times;
        uncertainty = k_rounding / times;
    }
    for (const double span : spans) {
        const double times = std::round(span / step);
        if (times * uncertainty > step / 3) continue;
        if (std::abs(span - times * step) > 2 * k_rounding) return std::nullopt;
    }
    return step;
}

}  // namespace

std::optional<double> quantisation_step(std::span<const double> values) {
    const auto scale = whole_scale(values);
    if (!scale) return std::nullopt;
    const auto differences = distinct_differences(values, *scale);
    if (differences.size() < k_fewest_differences) return std::nullopt;
    std::int64_t common = 0;
    for (const auto difference : differences) common = std::gcd(common, difference);
    if (common > 1) return static_cast<double>(common) / *scale;
    const auto least =
        static_cast<double>(*std::min_element(differences.begin(), differences.end()));
    for (int parts = 1; least / parts >= k_least_odd_step && parts <= 8; ++parts) {
        const auto step = refined(differences, least / parts);
        if (step) return std::round(*step / *scale * 1e3) / 1e3;
    }
    // Whole numbers that share no step: nothing finer can be seen. Few of them need not show it.
    const bool dense = least <= 2;
    return dense ? std::optional(1 / *scale) : std::nullopt;
}

}  // namespace edgebench
