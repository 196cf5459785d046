#include "host/energy/quantisation.hpp"
#include "host/energy/recording_gauge.hpp"
#include "tests/host/energy/simulated_recording.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;

namespace {

// One minute of phones like those that were measured in public: see doc/measurement.md.
RecordingSimulation phone(double refresh_s, double level, double quantum) {
    RecordingSimulation simulation;
    simulation.refresh_s = refresh_s;
    simulation.level = level;
    simulation.quantum = quantum;
    return simulation;
}

RecordingGauge analysed(const RecordingSimulation& simulation,
                        RecordedState state = RecordedState::discharging) {
    return analyse_recording(simulate(simulation), state);
}

GaugeRecording flat(double level, int polls = 500) {
    GaugeRecording recording;
    for (int i = 0; i < polls; ++i) {
        recording.time.emplace_back(std::int64_t{i} * 100'000'000);
        recording.current_raw.push_back(level);
    }
    return recording;
}

}  // namespace

TEST_CASE("a recording of a fast gauge tells refresh, unit, sign and step", "[host/energy]") {
    const auto gauge = analysed(phone(0.351, 320'000, 312.5));
    INFO(gauge.refresh.evidence);
    REQUIRE(gauge.refresh.value);
    CHECK(gauge.refresh.value->value() == Approx(0.351).epsilon(0.005));
    CHECK(gauge.verdict == RefreshVerdict::ok);
    CHECK(gauge.changes > 150);
    CHECK(gauge.unit.value == GaugeUnit::microamps);
    CHECK(gauge.sign.value == DischargeSign::positive);
    REQUIRE(gauge.quantisation.value);
    CHECK(*gauge.quantisation.value == Approx(312.5).epsilon(0.001));
    CHECK(gauge.next_step.empty());
}

TEST_CASE("a recording of a slower gauge tells its refresh as well", "[host/energy]") {
    const auto gauge = analysed(phone(1.472, -250'000, 488.28125));
    REQUIRE(gauge.refresh.value);
    CHECK(gauge.refresh.value->value() == Approx(1.472).epsilon(0.01));
    CHECK(gauge.unit.value == GaugeUnit::microamps);
    CHECK(gauge.sign.value == DischargeSign::negative);
    CHECK(*gauge.quantisation.value == Approx(488.28).epsilon(0.001));
}

TEST_CASE("a minute of a 30 s gauge is too short, and how much is missing is said",
          "[host/energy]") {
    const auto gauge = analysed(phone(30.24, -150, 1));
    CHECK(gauge.verdict == RefreshVerdict::too_short);
    CHECK_FALSE(gauge.refresh.value);
    REQUIRE(gauge.refresh_interval);
    CHECK(gauge.refresh_interval->high.value() > 30.24);
    CHECK(gauge.unit.value == GaugeUnit::milliamps);
    CHECK(gauge.sign.value == DischargeSign::negative);
    CHECK_FALSE(gauge.quantisation.value);
    CHECK_THAT(gauge.next_step, Catch::Contains("Record about"));
}

TEST_CASE("a gauge that is faster than the polls has only an upper bound", "[host/energy]") {
    auto simulation = phone(0.03, 300'000, 500);
    for (const double share : {1.0, 0.5}) {
        simulation.changed_share = share;
        const auto gauge = analysed(simulation);
        CHECK(gauge.verdict == RefreshVerdict::ambiguous);
        CHECK_FALSE(gauge.refresh.value);
        REQUIRE(gauge.refresh_interval);
        CHECK(gauge.refresh_interval->high.value() < 0.15);
        CHECK_THAT(gauge.next_step, Catch::Contains("Poll faster"));
    }
}

TEST_CASE("a reading that never changes tells no refresh", "[host/energy]") {
    const auto gauge = analyse_recording(flat(-250'000), RecordedState::discharging);
    CHECK(gauge.verdict == RefreshVerdict::too_short);
    CHECK_FALSE(gauge.refresh.value);
    CHECK_FALSE(gauge.refresh_interval);
    CHECK_FALSE(gauge.quantisation.value);
    CHECK(gauge.unit.value == GaugeUnit::microamps);
    CHECK_FALSE(gauge.next_step.empty());
}

TEST_CASE("no polls and one poll tell nothing", "[host/energy]") {
    CHECK(analyse_recording({}, RecordedState::discharging).verdict == RefreshVerdict::too_short);
    const auto one = analyse_recording(flat(-300, 1), RecordedState::discharging);
    CHECK_FALSE(one.poll);
    CHECK_FALSE(one.refresh.value);
}

TEST_CASE("the sign follows the battery's state", "[host/energy]") {
    const auto recording = flat(450'000);
    const auto sign_in = [&](RecordedState state) {
        return analyse_recording(recording, state).sign.value;
    };
    CHECK(sign_in(RecordedState::discharging) == DischargeSign::positive);
    CHECK(sign_in(RecordedState::charging) == DischargeSign::negative);
    CHECK_FALSE(sign_in(RecordedState::unknown));
}

TEST_CASE("readings of both signs have no sign", "[host/energy]") {
    auto recording = flat(450'000);
    for (std::size_t i = 0; i < 100; ++i) recording.current_raw[i] = -450'000;
    const auto gauge = analyse_recording(recording, RecordedState::discharging);
    CHECK_FALSE(gauge.sign.value);
    CHECK_THAT(gauge.sign.evidence, Catch::Contains("80 %"));
}

TEST_CASE("the unit is told from loaded and idle levels and not in between", "[host/energy]") {
    const auto unit_of = [](double level, RecordedState state = RecordedState::discharging) {
        return analyse_recording(flat(level), state).unit.value;
    };
    for (const double level : {30.0, 150.0, 800.0, 3500.0}) {
        CHECK(unit_of(-level) == GaugeUnit::milliamps);
    }
    for (const double level : {3e4, 1.5e5, 8e5, 5e6}) {
        CHECK(unit_of(level) == GaugeUnit::microamps);
    }
    for (const double level : {0.0, 2.0, 7000.0}) CHECK_FALSE(unit_of(level));
    CHECK(unit_of(2000, RecordedState::charging) == GaugeUnit::milliamps);
    CHECK(unit_of(2e6, RecordedState::charging) == GaugeUnit::microamps);
    CHECK_FALSE(unit_of(12, RecordedState::charging));  // 12 mA, or full and 12 uA
}

TEST_CASE("a clock that jumps does not spoil the refresh", "[host/energy]") {
    auto recording = simulate(phone(1.0, 300'000, 500));
    for (std::size_t i = recording.time.size() / 2; i < recording.time.size(); ++i) {
        recording.time[i] = later(recording.time[i], Seconds(3600.37));
    }
    const auto gauge = analyse_recording(recording, RecordedState::discharging);
    REQUIRE(gauge.refresh.value);
    CHECK(gauge.refresh.value->value() == Approx(1.0).epsilon(0.01));
}

TEST_CASE("a step is found behind rounding, and not in too few values", "[host/energy]") {
    const auto step_of = [](double step, int values) {
        std::vector<double> readings;
        for (int i = 0; i < values; ++i) {
            readings.push_back(std::round((700 + (i * i * 7) % 41) * step));
        }
        return quantisation_step(readings);
    };
    for (const double step : {1.0, 10.0, 156.25, 305.17578, 488.28125, 1000.0}) {
        INFO(step);
        const auto found = step_of(step, 30);
        REQUIRE(found);
        CHECK(*found == Approx(step).epsilon(0.002));
    }
    CHECK_FALSE(step_of(1000, 4));
    CHECK_FALSE(quantisation_step({}));
    CHECK_FALSE(quantisation_step(std::vector{1e300, -1e300, 0.1, 1.0 / 3}));
}
