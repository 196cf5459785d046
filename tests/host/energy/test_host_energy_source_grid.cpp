#include "host/energy/source_grid.hpp"
#include "host/energy/trial_energy.hpp"
#include "tests/host/energy/simulated_gauge.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace edgebench;

namespace {

constexpr std::int64_t k_grid_second = 1'000'000'000;

// Polled every 250 ms for 30 s: 1 W at rest, `busy_w` between 12 s and 18 s.
PowerReadings rail(const std::string& name, double rest_w, double busy_w) {
    PowerReadings readings;
    readings.source = "rails";
    readings.rail = name;
    double energy_uws = 5e9;  // since the phone's start
    for (int tick = 0; tick <= 120; ++tick) {
        const auto ns = tick * k_grid_second / 4;
        readings.first_ns.push_back(ns);
        readings.last_ns.push_back(ns);
        readings.polls.push_back(1);
        readings.current_raw.push_back(std::llround(energy_uws));
        readings.voltage_raw.push_back(std::nullopt);
        energy_uws += (tick >= 48 && tick < 72 ? busy_w : rest_w) * 0.25e6;
    }
    return readings;
}

TrialEnd trial_with(std::vector<PowerReadings> readings) {
    TrialEnd end;
    end.outcome = Outcome::finished;
    end.phases = {{"idle_before", DeviceTime(0), DeviceTime(12 * k_grid_second)},
                  {"prefill", DeviceTime(12 * k_grid_second), DeviceTime(13 * k_grid_second)},
                  {"decode", DeviceTime(13 * k_grid_second), DeviceTime(18 * k_grid_second)},
                  {"idle_after", DeviceTime(18 * k_grid_second), DeviceTime(30 * k_grid_second)}};
    end.readings = std::move(readings);
    end.battery.voltage_raw = 4'000'000;
    return end;
}

// Seen by a simulated gauge, through the kernel's files.
TrialEnd seen_by_gauge() {
    auto trial = simulate(warm_simulation(12)).end;
    trial.readings.at(0).source = "sysfs";
    return trial;
}

}  // namespace

TEST_CASE("rails give energy, in all and each, whatever the charger does", "[host/energy]") {
    auto trial = trial_with({rail("cpu/A", 0.2, 2.2), rail("display/B", 0.8, 0.8)});
    trial.battery.status = ChargeStatus::charging;
    const auto result = trial_energy(trial, GaugeProfiles{});
    CHECK(result.reasons.empty());
    CHECK(result.energy.source == "rails");
    REQUIRE(result.energy.net);
    CHECK(result.energy.net->value() == Approx(12));
    CHECK(result.energy.gross->value() == Approx(18));
    CHECK(result.energy.gauge->kernel == Kernel::mean);
    CHECK(result.energy.gauge->refresh.value() == Approx(0.25));
    CHECK_FALSE(result.energy.paper);
    REQUIRE(result.energy.rails.size() == 2);
    CHECK(result.energy.rails[0].rail == "cpu/A");
    CHECK(result.energy.rails[0].net->value() == Approx(12));
    CHECK(result.energy.rails[1].net->value() == Approx(0).margin(1e-6));
    CHECK(result.energy.rails[1].gross->value() == Approx(4.8));
}

TEST_CASE("a rail that counted nothing for a while counts with the others", "[host/energy]") {
    auto still = rail("tpu/C", 0, 0);
    still.first_ns = {0};
    still.last_ns = {30 * k_grid_second};
    still.polls = {121};
    still.current_raw = {7};
    still.voltage_raw = {std::nullopt};
    const auto trial = trial_with({still, rail("cpu/A", 1, 3)});
    CHECK(trial_energy(trial, GaugeProfiles{}).energy.net->value() == Approx(12));
}

TEST_CASE("an accumulator that starts anew leaves a gap", "[host/energy]") {
    auto readings = rail("cpu/A", 1, 3);
    for (std::size_t i = 60; i < readings.current_raw.size(); ++i)
        readings.current_raw[i] -= 4'900'000'000;
    const auto result = trial_energy(trial_with({readings}), GaugeProfiles{});
    CHECK_FALSE(result.energy.net);
    CHECK(result.reasons == std::vector<std::string>{"sampling gap"});
}

TEST_CASE("the charge counter's differences are a mean current", "[host/energy]") {
    auto counter = rail("", 0, 0);
    counter.source = "charge_counter";
    double charge_uah = 2e6;
    for (std::size_t i = 0; i < counter.polls.size(); ++i) {
        counter.current_raw[i] = std::llround(charge_uah);
        counter.voltage_raw[i] = 4'000'000;
        const double amps = i >= 48 && i < 72 ? 0.75 : 0.25;
        charge_uah -= amps * 0.25 / 3600e-6;
    }
    auto trial = trial_with({counter});
    trial.battery.status = ChargeStatus::discharging;
    const auto energy = trial_energy(trial, GaugeProfiles{}).energy;
    REQUIRE(energy.net);
    CHECK(energy.net->value() == Approx(0.5 * 4 * 6).epsilon(0.02));
    CHECK(energy.gauge->unit == GaugeUnit::microamp_hours);
}

TEST_CASE("two sources of one trial are compared", "[host/energy]") {
    auto trial = seen_by_gauge();
    trial.readings.push_back(trial.readings.at(0));
    trial.readings[1].source = "android.power";
    for (auto& raw : trial.readings[1].current_raw) raw = raw * 11 / 10;
    const auto gauges = profiles_of(std::vector{trial}, std::nullopt);
    CHECK(gauges.contains("sysfs"));
    CHECK(gauges.contains("android.power"));
    const auto energy = trial_energy(trial, gauges).energy;
    CHECK(energy.source == "sysfs");
    REQUIRE(energy.second);
    CHECK(energy.second->source == "android.power");
    REQUIRE(energy.second->disagreement);
    CHECK(*energy.second->disagreement == Approx(0.1).margin(0.02));
}

TEST_CASE("a qualified profile is that of every source that sees each refresh", "[host/energy]") {
    const auto trial = seen_by_gauge();
    GaugeProfile qualified;
    qualified.origin = ProfileOrigin::qualified;
    qualified.refresh = Seconds(0.35);
    CHECK(profiles_of(std::vector{trial}, qualified).at("sysfs").origin ==
          ProfileOrigin::qualified);
    qualified.refresh = Seconds(0.05);
    CHECK(profiles_of(std::vector{trial}, qualified).at("sysfs").origin ==
          ProfileOrigin::provisional);
}

TEST_CASE("without voltages the battery's rest voltage serves, with a doubt", "[host/energy]") {
    auto trial = seen_by_gauge();
    const auto with = trial_energy(trial, profiles_of(std::vector{trial}, std::nullopt)).energy;
    auto& voltages = trial.readings.at(0).voltage_raw;
    trial.battery.voltage_raw = voltages.front();
    std::fill(voltages.begin(), voltages.end(), std::nullopt);
    const auto without = trial_energy(trial, profiles_of(std::vector{trial}, std::nullopt)).energy;
    REQUIRE(with.net);
    REQUIRE(without.net);
    CHECK(without.net->value() == Approx(with.net->value()).epsilon(0.05));
    CHECK(*without.net_se > *with.net_se);
    trial.battery.voltage_raw.reset();
    CHECK(trial_energy(trial, profiles_of(std::vector{trial}, std::nullopt)).reasons ==
          std::vector<std::string>{"voltage missing"});
}
