#include "host/energy/calibration.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace edgebench;

namespace {

struct TrueGauge {
    double gain = 1.04;
    double offset_w = -0.03;
};

// Trials of a gauge that is off by that, each with an error of its own.
std::vector<ComparedTrial> compared(const TrueGauge& gauge, int count, unsigned seed,
                                    double error = 0.01) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<> net(15, 25), idle(0.8, 1.0);
    std::normal_distribution<> noise(0, error);
    std::vector<ComparedTrial> trials;
    for (int i = 0; i < count; ++i) {
        ComparedTrial trial;
        trial.meter_net = Joules(net(random));
        trial.meter_idle = Watts(idle(random));
        trial.gauge_net = trial.meter_net * (1 / gauge.gain) * (1 + noise(random));
        trial.gauge_idle =
            (trial.meter_idle - Watts(gauge.offset_w)) * (1 / gauge.gain) * (1 + noise(random));
        trials.push_back(trial);
    }
    return trials;
}

}  // namespace

TEST_CASE("gain and offset lie within their stated errors in 95 % of the calibrations",
          "[host/energy]") {
    const TrueGauge gauge;
    const int trials = GENERATE(3, 5, 20);
    constexpr int k_runs = 1000;
    int gains = 0, offsets = 0;
    for (unsigned seed = 0; seed < k_runs; ++seed) {
        const auto found = calibrate(compared(gauge, trials, seed)).value();
        gains += std::abs(found.gain - gauge.gain) < 1.96 * found.gain_se ? 1 : 0;
        offsets += std::abs(found.offset.value() - gauge.offset_w) < 1.96 * found.offset_se.value()
                       ? 1
                       : 0;
    }
    INFO(trials << " trials");
    CHECK(gains > 930);
    CHECK(gains < 975);
    CHECK(offsets > 930);
}

TEST_CASE("the alignment's error is common to all trials of a calibration", "[host/energy]") {
    auto trials = compared({}, 20, 1, 0);
    for (auto& trial : trials) trial.alignment_se = trial.meter_net * 0.01;
    CHECK(calibrate(trials)->gain_se == Approx(0.01 * 1.04).epsilon(0.01));
}

TEST_CASE("too few trials and energies that are not above 0 give no calibration", "[host/energy]") {
    auto trials = compared({}, 3, 1);
    CHECK(calibrate(trials));
    trials.pop_back();
    CHECK_FALSE(calibrate(trials));
    trials = compared({}, 3, 1);
    trials[1].gauge_net = Joules(-1);
    CHECK_FALSE(calibrate(trials));
}

TEST_CASE("a calibrated energy is in true units and carries the calibration's error",
          "[host/energy]") {
    const Calibration calibration{.gain = 1.1,
                                  .gain_se = 0.02,
                                  .offset = Watts(0.05),
                                  .offset_se = Watts(0.01),
                                  .covariance = -1e-4};
    GaugeCalibrations calibrations;
    calibrations["sysfs"].calibration = calibration;
    calibrations["sysfs"].key = 3;
    TrialEnergy energy;
    energy.source = "sysfs";
    energy.net = Joules(20);
    energy.net_se = Joules(0.3);
    energy.gross = Joules(30);
    energy.mean_power = Watts(3);
    const auto found = calibrated_energy(energy, calibrations).value();
    CHECK(found.calibration == 3);
    CHECK(found.net.value() == Approx(22));
    CHECK(found.net_se.value() == Approx(std::hypot(1.1 * 0.3, 20 * 0.02)));
    CHECK(found.gross.value() == Approx(33 + 0.5));
    CHECK(found.gross_se.value() ==
          Approx(std::sqrt(0.33 * 0.33 + 0.6 * 0.6 + 0.1 * 0.1 - 2 * 30 * 10 * 1e-4)));
    energy.source = "rails";
    CHECK_FALSE(calibrated_energy(energy, calibrations));
    energy.source = "sysfs";
    energy.net.reset();
    CHECK_FALSE(calibrated_energy(energy, calibrations));
}
