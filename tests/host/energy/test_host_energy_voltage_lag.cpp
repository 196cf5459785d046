#include "host/energy/voltage_lag.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace edgebench;

namespace {

constexpr double k_rest_v = 4, k_ohm = 0.1;
constexpr double k_ripple_a = 0.004;  // from second to second: the voltage is seen to be renewed

struct Piece {
    double begin_s, current_a;  // up to the next piece
};

// Readings of a mean over each second of a load of steady pieces; the voltage is that of the end.
struct Simulated {
    std::vector<GridReading> readings;
    std::vector<double> true_power_w;
};

DeviceTime at(double s) {
    return DeviceTime(static_cast<std::int64_t>(s * 1e9));
}

Simulated simulate(const std::vector<Piece>& load, int seconds) {
    Simulated result;
    for (int second = 0; second < seconds; ++second) {
        double current = 0, power = 0, last_a = 0;
        for (std::size_t i = 0; i < load.size(); ++i) {
            const double end = i + 1 < load.size() ? load[i + 1].begin_s : seconds;
            const double share =
                std::min(end, second + 1.0) - std::max(load[i].begin_s, double(second));
            if (share <= 0) continue;
            last_a = load[i].current_a + (second % 2 == 0 ? k_ripple_a : 0);
            current += share * last_a;
            power += share * last_a * (k_rest_v - k_ohm * last_a);
        }
        result.true_power_w.push_back(power);
        result.readings.push_back({.begin = at(second),
                                   .end = at(second + 1),
                                   .current = Amps(current),
                                   .power = Volts(k_rest_v - k_ohm * last_a) * Amps(current)});
    }
    return result;
}

GaugeProfile mean_gauge() {
    GaugeProfile gauge;
    gauge.kernel = Kernel::mean;
    gauge.refresh = Seconds(1);
    return gauge;
}

void check_powers(const std::vector<GridReading>& readings, const std::vector<double>& truth) {
    REQUIRE(readings.size() == truth.size());
    for (std::size_t k = 1; k < readings.size(); ++k) {
        INFO("reading " << k);
        CHECK(readings[k].power.value() == Approx(truth[k]).epsilon(2e-4));
    }
}

}  // namespace

TEST_CASE("one step of the load inside a reading is corrected exactly", "[host/energy]") {
    const auto [readings, truth] = simulate({{0, 0.25}, {5.3, 1.5}, {12.6, 0.25}}, 20);
    check_powers(without_voltage_lag(readings, mean_gauge(), {}), truth);
}

TEST_CASE("two known steps inside a reading are corrected exactly", "[host/energy]") {
    const auto [readings, truth] = simulate({{0, 0.25}, {5.3, 2.5}, {5.6, 1.5}, {12.6, 0.25}}, 20);
    const std::vector<DeviceTime> steps{at(5.3), at(5.6), at(12.6)};
    check_powers(without_voltage_lag(readings, mean_gauge(), steps), truth);
}

TEST_CASE("a steady load needs no correction", "[host/energy]") {
    const auto [readings, truth] = simulate({{0, 0.25}, {5, 1.5}, {12, 0.25}}, 20);
    for (const auto& reading : without_voltage_lag(readings, mean_gauge(), {})) {
        CHECK(reading.lag.value() == Approx(0).margin(1e-4));
    }
}
