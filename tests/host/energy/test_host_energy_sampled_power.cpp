#include "host/energy/baseline_drift.hpp"
#include "host/energy/sampled_power.hpp"
#include "host/energy/shortest_window.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;

namespace {

GaugeProfile gauge_of(Kernel kernel, double refresh_s, double constant_s) {
    GaugeProfile gauge;
    gauge.kernel = kernel;
    gauge.refresh = Seconds(refresh_s);
    gauge.filter_constant = Seconds(constant_s);
    return gauge;
}

// By brute force: a step at each of many places between two readings of a filter.
double step_variance_of_filter(double r) {
    constexpr int k_places = 20'000;
    double sum = 0, squares = 0;
    for (int i = 0; i < k_places; ++i) {
        const double x = (i + 0.5) / k_places;
        const double error = (1 - std::exp(-r * x)) / (1 - std::exp(-r)) - x;
        sum += error / k_places;
        squares += error * error / k_places;
    }
    return squares - sum * sum;
}

Baseline baseline_of(double before_w, double after_w, double variance) {
    return {{DeviceTime(0), Watts(before_w), variance},
            {DeviceTime(1'000'000'000), Watts(after_w), variance}};
}

}  // namespace

TEST_CASE("what a filter misses of a step is as counted by brute force", "[host/energy]") {
    for (const double r : {0.2, 1.0, 3.0, 20.0}) {
        CHECK(step_variance(r) == Approx(step_variance_of_filter(r)).epsilon(0.01));
    }
    CHECK(step_variance(0) == 0);
    CHECK(step_variance(sharpness(gauge_of(Kernel::instant, 1, 1))) == Approx(1.0 / 12));
}

TEST_CASE("a mean misses nothing between readings, an instant all", "[host/energy]") {
    CHECK(unseen_share(sharpness(gauge_of(Kernel::mean, 1, 1))) == 0);
    CHECK(unseen_share(sharpness(gauge_of(Kernel::first_order, 1, 1))) ==
          Approx(0.0758).epsilon(0.01));
    CHECK(unseen_share(sharpness(gauge_of(Kernel::instant, 1, 1))) == 1);
}

TEST_CASE("the shortest answer grows with the refresh and with what the kernel misses",
          "[host/energy]") {
    const LoadShape load;
    const auto shortest = [&load](Kernel kernel, double refresh, double half_width) {
        return shortest_window(gauge_of(kernel, refresh, refresh), load, 1, half_width);
    };
    // Two edges, each uniform over a refresh: 1.96 * sqrt(2 / 12) / 0.05 refreshes at least.
    CHECK(*shortest(Kernel::instant, 1, 0.05) > Seconds(16));
    CHECK(*shortest(Kernel::mean, 30, 0.05) >= Seconds(150));  // five refreshes at least
    CHECK(*shortest(Kernel::instant, 30, 0.05) > *shortest(Kernel::first_order, 30, 0.05));
    CHECK(*shortest(Kernel::instant, 1, 0.02) > *shortest(Kernel::instant, 1, 0.05));
    CHECK_FALSE(shortest(Kernel::instant, 1, 0.001));  // the baseline alone is worse
}

TEST_CASE("a baseline has drifted when it exceeds both limits and its own noise", "[host/energy]") {
    const DriftLimits limits{Watts(0.2), 0.1};
    CHECK(has_drifted(baseline_of(1, 1.3, 1e-4), limits));
    CHECK(has_drifted(baseline_of(1.3, 1, 1e-4), limits));
    CHECK_FALSE(has_drifted(baseline_of(1, 1.15, 1e-4), limits));  // 0.15 W
    CHECK_FALSE(has_drifted(baseline_of(4, 4.3, 1e-4), limits));   // 7.5 %
    CHECK_FALSE(has_drifted(baseline_of(1, 1.3, 1e-2), limits));   // 2 standard errors
}
