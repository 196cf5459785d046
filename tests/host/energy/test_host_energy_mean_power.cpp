#include "host/energy/mean_power.hpp"
#include "tests/host/energy/simulated_gauge.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

constexpr double k_watts = 4, k_idle_watts = 1;

// A minute of load between two rests.
Simulation minute_of_load() {
    Simulation simulation;
    simulation.phases = {{"idle_before", k_idle_watts, 10},
                         {"prefill", k_watts, 20},
                         {"decode", k_watts, 40},
                         {"idle_after", k_idle_watts, 10}};
    return simulation;
}

GaugeProfiles gauge_of(const Simulation& simulation) {
    GaugeProfile gauge;
    gauge.unit = simulation.unit;
    gauge.sign = simulation.sign;
    gauge.refresh = Seconds(simulation.refresh_s);
    return {{simulate(simulation).end.readings.front().source, gauge}};
}

}  // namespace

TEST_CASE("the mean power of a minute is that of the readings made in it", "[host/energy]") {
    for (const double refresh_s : {0.35, 1.0}) {
        auto simulation = minute_of_load();
        simulation.refresh_s = refresh_s;
        const auto trial = simulate(simulation);
        const MeanPower power(trial.end, gauge_of(simulation));
        const auto& phases = trial.end.phases;
        const auto mean = power.between(phases[1].begin, phases[2].end);
        REQUIRE(mean);
        CHECK(mean->value() == Approx(trial.gross_j / 60).epsilon(0.03));
        const auto rest = power.between(phases[0].begin, phases[0].end);
        REQUIRE(rest);
        CHECK(rest->value() == Approx(k_idle_watts).epsilon(0.05));
        CHECK_FALSE(power.between(DeviceTime(0), DeviceTime(1)));
        CHECK(power.source() == trial.end.readings.front().source);
        REQUIRE(power.gauge());
        CHECK(power.gauge()->phase);
    }
}

TEST_CASE("on a charger, or without a gauge, there is no power", "[host/energy]") {
    const auto simulation = minute_of_load();
    auto trial = simulate(simulation).end;
    const auto begin = trial.phases[1].begin, end = trial.phases[2].end;
    CHECK_FALSE(MeanPower(trial, GaugeProfiles()).between(begin, end));
    trial.battery.status = ChargeStatus::charging;
    CHECK_FALSE(MeanPower(trial, gauge_of(simulation)).between(begin, end));
    trial.readings.clear();
    CHECK_FALSE(MeanPower(trial, gauge_of(simulation)).between(begin, end));
}
