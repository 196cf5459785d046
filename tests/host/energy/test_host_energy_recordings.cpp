// Gauges of real phones; recordings/README.md says where they come from.

#include "host/energy/gauge_profile.hpp"
#include "host/energy/readings.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace edgebench;

namespace {

constexpr std::int64_t k_ms = 1'000'000;

// A trial that worked from the first poll to the last.
TrialEnd recorded_trial(const std::string& phone) {
    std::ifstream file(std::string(EDGEBENCH_RECORDINGS) + "/" + phone + ".csv");
    std::string header;
    std::getline(file, header);
    REQUIRE(header == "time_ms,current_raw,voltage_mv");
    PowerReadings readings;
    std::int64_t ms = 0, current = 0, voltage = 0;
    char comma = 0;
    while (file >> ms >> comma >> current >> comma >> voltage) {
        readings.first_ns.push_back(ms * k_ms);
        readings.last_ns.push_back(ms * k_ms);
        readings.polls.push_back(1);
        readings.current_raw.push_back(current);
        readings.voltage_raw.push_back(voltage);
    }
    TrialEnd trial;
    trial.phases = {{"prefill", DeviceTime(0), DeviceTime(ms * k_ms)}};
    trial.battery.status = ChargeStatus::discharging;
    trial.readings = {readings};
    return trial;
}

}  // namespace

TEST_CASE("the refresh periods of real gauges are found from polls at 0.1 s", "[host/energy]") {
    const auto pixel = recorded_trial("pixel3").readings.at(0);
    const auto nokia = recorded_trial("nokia").readings.at(0);
    const auto period_of = [](const PowerReadings& readings) {
        return fit_period(std::vector<std::vector<Change>>{current_changes(readings)}).value();
    };
    CHECK(period_of(pixel).value() == Approx(0.351).epsilon(0.01));
    CHECK(period_of(nokia).value() == Approx(1.47).epsilon(0.01));
}

TEST_CASE("a real gauge's grid explains nearly every one of its changes", "[host/energy]") {
    const auto trial = recorded_trial("pixel3");
    GaugeProfile gauge;
    gauge.refresh = Seconds(0.3503);
    gauge.sign = DischargeSign::positive;
    const auto& readings = trial.readings.at(0);
    const auto grid = grid_readings(readings, with_phase(gauge, readings));
    std::size_t steps = 0;
    for (std::size_t i = 1; i < grid.size(); ++i) {
        steps += grid[i].current != grid[i - 1].current ? 1 : 0;
        CHECK(grid[i].sight == Sight::polled);
    }
    const auto changes = current_changes(readings).size();
    CHECK(steps + 2 >= changes);
    CHECK(grid.size() <= changes + 3);
}

TEST_CASE("unit and sign of real gauges are found while they discharge", "[host/energy]") {
    const auto profile_of = [](const std::string& phone) {
        return provisional_profile(std::vector{recorded_trial(phone)}).profile.value();
    };
    const auto pixel = profile_of("pixel3"), nokia = profile_of("nokia");
    CHECK(pixel.unit == GaugeUnit::microamps);
    CHECK(pixel.sign == DischargeSign::positive);
    CHECK(nokia.unit == GaugeUnit::microamps);
    CHECK(nokia.sign == DischargeSign::negative);
}
