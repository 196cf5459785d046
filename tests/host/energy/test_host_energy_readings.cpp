#include "host/energy/readings.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

constexpr std::int64_t k_millisecond = 1'000'000;

GaugeProfile one_second_gauge() {
    GaugeProfile gauge;
    gauge.refresh = Seconds(1);
    gauge.phase = DeviceTime(0);
    return gauge;
}

PowerReadings readings_of(std::vector<std::int64_t> first_ms, std::vector<std::int64_t> last_ms,
                          std::vector<std::int32_t> polls, std::vector<std::int64_t> current) {
    PowerReadings readings;
    for (const auto ms : first_ms) readings.first_ns.push_back(ms * k_millisecond);
    for (const auto ms : last_ms) readings.last_ns.push_back(ms * k_millisecond);
    readings.polls = std::move(polls);
    readings.current_raw = std::move(current);
    readings.voltage_raw.assign(readings.polls.size(), 4'000'000);
    return readings;
}

}  // namespace

TEST_CASE("each refresh is one reading, changed or not, however often polled", "[host/energy]") {
    // Refreshes at 1 s (-1 A), 2 s (-1 A again) and 3 s (-2 A), polled every 500 ms from 1.2 s.
    const auto grid =
        grid_readings(readings_of({1200, 3200}, {2700, 3700}, {4, 2}, {-1'000'000, -2'000'000}),
                      one_second_gauge());
    REQUIRE(grid.size() == 3);
    CHECK(grid[0].begin == DeviceTime(0));
    CHECK(grid[0].end == DeviceTime(1000 * k_millisecond));
    CHECK(grid[1].end == DeviceTime(2000 * k_millisecond));
    CHECK(grid[0].power.value() == Approx(4));
    CHECK(grid[1].power.value() == Approx(4));
    CHECK(grid[2].power.value() == Approx(8));
    CHECK(grid[2].current.value() == Approx(2));
    for (const auto& reading : grid) CHECK(reading.sight == Sight::polled);
}

TEST_CASE("a refresh that no poll saw is marked", "[host/energy]") {
    // Nothing was read between 1.9 s and 4.1 s: the readings of 2 s and 3 s are not known.
    const auto grid =
        grid_readings(readings_of({1100, 4100}, {1900, 4900}, {5, 5}, {-1'000'000, -2'000'000}),
                      one_second_gauge());
    REQUIRE(grid.size() == 4);
    CHECK(grid[0].sight == Sight::polled);
    CHECK(grid[1].sight == Sight::missed);
    CHECK(grid[2].sight == Sight::missed);
    CHECK(grid[3].sight == Sight::polled);
}

TEST_CASE("a gap inside a run of equal polls is found from their number", "[host/energy]") {
    auto readings = readings_of({1100, 2100}, {1900, 8900}, {9, 10}, {-1, -2});
    const auto grid = grid_readings(readings, one_second_gauge());
    CHECK(grid.front().sight == Sight::polled);
    CHECK(grid[4].sight == Sight::missed);
}

TEST_CASE("unit and sign give amperes out of the battery", "[host/energy]") {
    auto gauge = one_second_gauge();
    CHECK(out_of_battery(-1'500'000, gauge).value() == Approx(1.5));
    gauge.sign = DischargeSign::positive;
    CHECK(out_of_battery(-1'500'000, gauge).value() == Approx(-1.5));
    gauge.unit = GaugeUnit::milliamps;
    CHECK(out_of_battery(1500, gauge).value() == Approx(1.5));
}

TEST_CASE("a voltage is one of a lithium cell or nothing", "[host/energy]") {
    CHECK(battery_voltage(3'876'000)->value() == Approx(3.876));
    CHECK(battery_voltage(3876)->value() == Approx(3.876));
    CHECK_FALSE(battery_voltage(7'700'000));
    CHECK_FALSE(battery_voltage(0));
    CHECK_FALSE(battery_voltage(std::nullopt));
}

TEST_CASE("a voltage that changes alone counts from the next refresh on", "[host/energy]") {
    auto readings = readings_of({1100, 1600}, {1500, 2900}, {5, 14}, {-1'000'000, -1'000'000});
    readings.voltage_raw[1] = 3'000'000;
    const auto grid = grid_readings(readings, one_second_gauge());
    REQUIRE(grid.size() == 2);
    CHECK(grid[0].power.value() == Approx(4));
    CHECK(grid[1].power.value() == Approx(3));
}

TEST_CASE("columns that make no sense are no readings", "[host/energy]") {
    const auto good = readings_of({1, 4}, {3, 6}, {3, 3}, {1, 2});
    auto ragged = good, backwards = good, empty_run = good, endless = good, before_boot = good;
    ragged.polls.pop_back();
    backwards.first_ns[1] = 0;
    empty_run.polls[0] = 0;
    endless.last_ns[1] = std::int64_t{1} << 62;
    before_boot.first_ns[0] = -1;
    TrialEnd trial;
    trial.readings = {PowerReadings{}, ragged, backwards, empty_run, endless, before_boot};
    CHECK(usable_readings(trial) == nullptr);
    trial.readings.push_back(good);
    CHECK(usable_readings(trial) == &trial.readings.back());
}
