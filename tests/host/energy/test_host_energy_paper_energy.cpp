#include "host/energy/paper_energy.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

constexpr std::int64_t k_millisecond_ns = 1'000'000;

// -0.05 A at 4 V up to 8 s, then -1.1 A at 3.8 V, polled every 100 ms; the answer is 10 s to 12 s.
TrialEnd sample_trial() {
    TrialEnd trial;
    trial.phases = {
        {"idle_before", DeviceTime(0), DeviceTime(10'000 * k_millisecond_ns)},
        {"prefill", DeviceTime(10'000 * k_millisecond_ns), DeviceTime(10'500 * k_millisecond_ns)},
        {"decode", DeviceTime(10'500 * k_millisecond_ns), DeviceTime(12'000 * k_millisecond_ns)},
        {"idle_after", DeviceTime(12'000 * k_millisecond_ns),
         DeviceTime(20'000 * k_millisecond_ns)}};
    PowerReadings readings;
    readings.first_ns = {0, 9'000 * k_millisecond_ns};
    readings.last_ns = {8'900 * k_millisecond_ns, 20'000 * k_millisecond_ns};
    readings.polls = {90, 111};
    readings.current_raw = {-50'000, -1'100'000};
    readings.voltage_raw = {4'000'000, 3'800'000};
    trial.readings = {readings};
    return trial;
}

}  // namespace

TEST_CASE("the published method is re-enacted, faults and all", "[host/energy]") {
    // From 8 s on: 9 steps of 0 W, one trapezoid of 0 and 4 W, 30 steps of (1.1 - 0.1) A x 4 V, the
    // first voltage of the trial.
    const auto energy = paper_energy(sample_trial(), GaugeProfile{});
    REQUIRE(energy);
    CHECK(energy->value() == Approx(0.2 + 30 * 0.1 * 4));
}

TEST_CASE("a charging current counts as drawn, as published", "[host/energy]") {
    auto trial = sample_trial();
    for (auto& current : trial.readings[0].current_raw) current = -current;
    CHECK(paper_energy(trial, GaugeProfile{})->value() == Approx(12.2));
}

TEST_CASE("readings that do not reach back 2 s give nothing", "[host/energy]") {
    auto trial = sample_trial();
    trial.readings[0].first_ns[0] = 8'050 * k_millisecond_ns;
    CHECK_FALSE(paper_energy(trial, GaugeProfile{}));
}

TEST_CASE("a trial without phases gives nothing", "[host/energy]") {
    auto trial = sample_trial();
    trial.phases.clear();
    CHECK_FALSE(paper_energy(trial, GaugeProfile{}));
}
