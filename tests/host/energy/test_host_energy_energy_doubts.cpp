#include "host/energy/energy_doubts.hpp"
#include "host/metrics/reasons.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

using Doubts = std::vector<std::string>;

constexpr std::int64_t k_second = 1'000'000'000;

// A gauge with 1 s refreshes at whole seconds, each polled once half a second later: 2 W while
// idle, 6 W from 20 to 30 s, in steps of `step_ua`, with a voltage that sags by 50 mV.
struct Bench {
    std::int64_t step_ua = 1;
    double drift_w_per_s = 0;
    DeviceTime voltage_from{20 * k_second};  // when the sag begins to show
    int stalls_from = 0, stalls_to = 0;      // refreshes that repeat the one before them

    TrialEnd trial() const {
        TrialEnd trial;
        trial.outcome = Outcome::finished;
        trial.battery.status = ChargeStatus::discharging;
        trial.phases = {{"idle_before", DeviceTime(0), DeviceTime(20 * k_second)},
                        {"prefill", DeviceTime(20 * k_second), DeviceTime(22 * k_second)},
                        {"decode", DeviceTime(22 * k_second), DeviceTime(30 * k_second)},
                        {"idle_after", DeviceTime(30 * k_second), DeviceTime(50 * k_second)}};
        PowerReadings readings;
        readings.source = "sysfs";
        for (std::int64_t made = 0; made < 50; ++made) {
            const bool busy = made > 20 && made <= 30;
            const bool sags = busy && made * k_second >= voltage_from.value();
            const double power = (busy ? 6.0 : 2.0) + drift_w_per_s * static_cast<double>(made);
            // Idle is steady, an answer is not.
            const auto dither = busy ? made % 3 * 2000 : 0;
            const auto raw = -std::lround(power / 4 * 1e6) - dither;
            const bool stalled = made >= stalls_from && made < stalls_to;
            readings.first_ns.push_back(made * k_second + k_second / 2);
            readings.last_ns.push_back(made * k_second + k_second / 2);
            readings.polls.push_back(1);
            readings.current_raw.push_back(stalled ? readings.current_raw.back()
                                                   : raw / step_ua * step_ua);
            readings.voltage_raw.push_back(sags ? 3'950'000 : 4'000'000);
        }
        trial.readings = {readings};
        return trial;
    }
    Doubts doubts(const VerdictLimits& limits = {}) const {
        GaugeProfile gauge;
        gauge.refresh = Seconds(1);
        gauge.kernel = Kernel::mean;
        const auto end = trial();
        const auto energy = trial_energy(end, gauge);
        REQUIRE(energy.energy.net);
        return energy_doubts(end, energy, limits);
    }
};

}  // namespace

TEST_CASE("a good trial leaves no doubt", "[host/energy]") {
    CHECK(Bench().doubts().empty());
    CHECK(Bench{.drift_w_per_s = 0.005}.doubts().empty());
}

TEST_CASE("a trial without a net energy has reasons and no doubts", "[host/energy]") {
    CHECK(energy_doubts(TrialEnd(), EnergyResult(), {}).empty());
}

TEST_CASE("idle power that differs before and after is a drift", "[host/energy]") {
    const Bench drifting{.drift_w_per_s = 0.02};
    CHECK(drifting.doubts() == Doubts{"baseline drift"});
    CHECK(drifting.doubts({.baseline_drift = {Watts(2), 0.2}}).empty());
}

TEST_CASE("a voltage that does not follow the load soon is stale", "[host/energy]") {
    CHECK(Bench{.voltage_from = DeviceTime(25 * k_second)}.doubts() == Doubts{"stale voltage"});
    CHECK(Bench{.voltage_from = DeviceTime(99 * k_second)}.doubts() == Doubts{"stale voltage"});
    CHECK(Bench{.voltage_from = DeviceTime(22 * k_second)}.doubts().empty());
    CHECK(Bench{.voltage_from = DeviceTime(25 * k_second)}
              .doubts({.stale_voltage_share = 0.5})
              .empty());
}

TEST_CASE("a gauge that tells nothing new where it usually does has stalled", "[host/energy]") {
    const Doubts stalled{"stalled gauge"};
    CHECK(Bench{.stalls_from = 23, .stalls_to = 28}.doubts() == stalled);
    CHECK(Bench{.stalls_from = 17, .stalls_to = 26}.doubts() == stalled);  // from idle on
    CHECK(Bench{.stalls_from = 27, .stalls_to = 36}.doubts() == stalled);  // into idle
    CHECK(Bench{.stalls_from = 17, .stalls_to = 36}.doubts() == stalled);  // all of it
    CHECK(Bench{.stalls_from = 23, .stalls_to = 25}.doubts().empty());
    CHECK(Bench{.stalls_from = 5, .stalls_to = 15}.doubts().empty());
    CHECK(Bench{.stalls_from = 23, .stalls_to = 28}.doubts({.stalled_refreshes = 7}).empty());
}

TEST_CASE("a coarse gauge under a steady load has not stalled", "[host/energy]") {
    CHECK(Bench{.step_ua = 100'000}.doubts().empty());
}

TEST_CASE("every doubt has a next step", "[host/energy]") {
    for (const auto* doubt : k_energy_doubts) {
        INFO(doubt);
        CHECK_FALSE(hint_for(doubt).empty());
    }
}
