#include "host/energy/baseline_drift.hpp"

#include <cmath>

namespace edgebench {
namespace {

constexpr double k_standard_errors = 3;

}  // namespace

bool has_drifted(const Baseline& baseline, const DriftLimits& limits) {
    const auto& [before, after] = baseline;
    const double difference = std::abs((after.mean - before.mean).value());
    const double se = std::sqrt(before.variance_of_mean + after.variance_of_mean);
    return difference > limits.power.value() &&
           difference > limits.share * std::abs(before.mean.value()) &&
           difference > k_standard_errors * se;
}

}  // namespace edgebench
