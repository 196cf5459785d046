#include "host/energy/padded_integral.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace edgebench;

namespace {

constexpr int k_idle_s = 25, k_load_s = 20;
constexpr double k_idle_w = 1, k_net_w = 3, k_noise_w = 0.1;

DeviceTime at_second(int second) {
    return later(DeviceTime(0), Seconds(second));
}

// A reading a second of a gauge of means, with noise whose neighbours correlate by `correlation`.
std::vector<GridReading> noisy_readings(double correlation, std::mt19937_64& random) {
    std::normal_distribution<double> normal;
    const double fresh = std::sqrt(1 - correlation * correlation);
    double noise = normal(random);
    std::vector<GridReading> readings;
    for (int second = 0; second < 2 * k_idle_s + k_load_s; ++second) {
        const bool loaded = second >= k_idle_s && second < k_idle_s + k_load_s;
        GridReading reading;
        reading.begin = at_second(second);
        reading.end = at_second(second + 1);
        reading.power = Watts(k_idle_w + (loaded ? k_net_w : 0) + k_noise_w * noise);
        reading.current = Amps(reading.power.value() / 4);
        readings.push_back(reading);
        noise = correlation * noise + fresh * normal(random);
    }
    return readings;
}

// The root of the mean squared error, in stated standard errors.
double error_in_stated_ones(double correlation) {
    constexpr int k_trials = 400;
    std::mt19937_64 random(1);
    GaugeProfile gauge;
    gauge.refresh = Seconds(1);
    gauge.kernel = Kernel::mean;
    gauge.phase = DeviceTime(0);
    const Window before{at_second(0), at_second(k_idle_s)};
    const Window after{at_second(k_idle_s + k_load_s), at_second(2 * k_idle_s + k_load_s)};
    double squares = 0;
    for (int trial = 0; trial < k_trials; ++trial) {
        const auto result =
            padded_integral(noisy_readings(correlation, random), gauge, before, after);
        REQUIRE(result.energy);
        const auto error = result.energy->net - Joules(k_net_w * k_load_s);
        squares += std::pow(error.value() / result.energy->net_se.value(), 2);
    }
    return std::sqrt(squares / k_trials);
}

}  // namespace

TEST_CASE("noise makes a standard error as large as the error that it makes", "[host/energy]") {
    CHECK(error_in_stated_ones(0) == Approx(1).margin(0.15));
    CHECK(error_in_stated_ones(0.5) == Approx(1).margin(0.3));
    CHECK(error_in_stated_ones(0.7) == Approx(1.15).margin(0.35));
}
