#include "host/energy/sampled_power.hpp"

#include <cmath>
#include <limits>

namespace edgebench {
namespace {

constexpr double k_nearly_mean = 1e-2;  // below, both formulas lose their digits and are under 1e-5

double refresh_over_constant(const GaugeProfile& gauge) {
    return gauge.refresh.value() / gauge.filter_constant.value_or(gauge.refresh).value();
}

}  // namespace

double sharpness(const GaugeProfile& gauge) {
    if (gauge.kernel == Kernel::mean) return 0;
    if (gauge.kernel == Kernel::first_order) return refresh_over_constant(gauge);
    return std::numeric_limits<double>::infinity();
}

double step_variance(double r) {
    if (r < k_nearly_mean) return 0;
    if (std::isinf(r)) return 1.0 / 12;
    return 1.0 / 12 - 1 / (2 * r * std::tanh(r / 2)) + 1 / (r * r);
}

double unseen_share(double r) {
    if (r < k_nearly_mean) return 0;
    if (std::isinf(r)) return 1;
    return 1 - 2 / r * std::tanh(r / 2);
}

double correlation_factor(const GaugeProfile& gauge) {
    if (gauge.kernel == Kernel::mean || gauge.kernel == Kernel::instant) return 1;
    return 1 / std::tanh(refresh_over_constant(gauge) / 2);
}

}  // namespace edgebench
