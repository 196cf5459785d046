#include "host/energy/shortest_window.hpp"

#include "host/energy/mean_error.hpp"
#include "host/energy/padded_integral.hpp"
#include "host/energy/sampled_power.hpp"
#include "host/energy/voltage_lag.hpp"

#include <cmath>

namespace edgebench {
namespace {

constexpr double k_step = 1.01;
constexpr Seconds k_longest{86'400};

double squared_error(const GaugeProfile& gauge, const LoadShape& load, Seconds window) {
    const double refreshes = window.value() / gauge.refresh.value();
    const double r = sharpness(gauge);
    const double net = load.net.value();
    const double idle_refreshes =
        (idle_window(gauge) - memory_of(gauge)).value() / gauge.refresh.value();
    const double idle_variance =
        std::pow(load.idle_sd.value(), 2) * correlation_factor(gauge) / (net * net);
    const double summed = 1 + memory_of(gauge).value() / window.value();
    const double edges = k_grid_jitter.value() / window.value();
    const double lag = lag_doubt(gauge.kernel) * load.sag / (2 * refreshes);
    const double noise = k_reading_noise * (load.idle + load.net).value() / net;
    return 2 * step_variance(r) / (refreshes * refreshes) + 2 * edges * edges + lag * lag +
           (unseen_share(r) * std::pow(load.load_sd.value() / net, 2) + noise * noise) / refreshes +
           idle_variance * summed * (summed / (2 * idle_refreshes) + 1 / refreshes);
}

}  // namespace

std::optional<Seconds> shortest_window(const GaugeProfile& gauge, const LoadShape& load,
                                       int answers, double half_width) {
    const double allowed = std::pow(half_width / k_normal_975, 2) * answers;
    auto window = gauge.refresh * static_cast<double>(k_fewest_refreshes);
    while (squared_error(gauge, load, window) > allowed) {
        window = window * k_step;
        if (window > k_longest) return std::nullopt;
    }
    return window;
}

}  // namespace edgebench
