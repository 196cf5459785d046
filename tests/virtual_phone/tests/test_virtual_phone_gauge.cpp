#include "tests/virtual_phone/gauge.hpp"
#include "tests/virtual_phone/truth.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <vector>

using namespace edgebench;
using namespace edgebench::virtual_phone;

namespace {

struct Run {
    std::vector<GaugeReading> readings;
    std::vector<PowerState> states;  // at each reading
};

// A minute with a random load, stepped on the gauge's own ticks.
Run run(const Personality& phone, double cores = -1) {
    const RefreshGrid grid(phone);
    const DeviceTime start(grid.phase_ns + 1000 * grid.refresh_ns);
    PowerModel model(phone, start);
    Gauge gauge(phone, model.state());
    std::mt19937 random(7);
    std::uniform_real_distribution<double> load(0.0, 2.0);
    Run result;
    for (std::int64_t tick = 1; tick * grid.tick_ns < 60'000'000'000; ++tick) {
        const double busy = cores < 0 ? load(random) : cores;
        const DeviceTime now(start.value() + tick * grid.tick_ns);
        const PowerState& state =
            model.step(now, Seconds(busy * static_cast<double>(grid.tick_ns) * 1e-9));
        if (const auto reading = gauge.feed(state)) {
            result.readings.push_back(*reading);
            result.states.push_back(state);
        }
    }
    return result;
}

}  // namespace

TEST_CASE("ticks divide the refresh and are at most 20 ms", "[virtual_phone]") {
    for (const double refresh : {0.005, 0.35, 1.0, 1.47, 30.24}) {
        Personality phone;
        phone.refresh = Seconds(refresh);
        const RefreshGrid grid(phone);
        CHECK(grid.tick_ns <= 20'000'000);
        CHECK(grid.refresh_ns % grid.tick_ns == 0);
        CHECK(static_cast<double>(grid.refresh_ns) * 1e-9 == Approx(refresh).epsilon(1e-6));
    }
}

TEST_CASE("readings come once per refresh, on its grid", "[virtual_phone]") {
    const Personality phone;
    const RefreshGrid grid(phone);
    const Run result = run(phone);
    REQUIRE(result.readings.size() >= 170);
    for (std::size_t i = 1; i < result.readings.size(); ++i) {
        CHECK(result.readings[i].time.value() - result.readings[i - 1].time.value() ==
              grid.refresh_ns);
    }
    CHECK((result.readings[0].time.value() - grid.phase_ns) % grid.refresh_ns == 0);
}

TEST_CASE("the mean kernel preserves charge, and with it energy", "[virtual_phone]") {
    Personality phone;
    phone.current_step_ua = 1;
    phone.voltage_step_uv = 1;
    const Run result = run(phone);
    double charge_c = 0;
    double energy_j = 0;
    for (std::size_t i = 1; i < result.readings.size(); ++i) {
        const GaugeReading& reading = result.readings[i];
        const double dt = seconds_between(result.readings[i - 1].time, reading.time).value();
        charge_c += static_cast<double>(reading.current_raw) * 1e-6 * dt;
        energy_j -= static_cast<double>(reading.current_raw) * 1e-6 *
                    static_cast<double>(reading.voltage_uv) * 1e-6 * dt;
    }
    CHECK(charge_c ==
          Approx(result.states.back().charge_c - result.states.front().charge_c).epsilon(1e-5));
    // The voltage is the last instant's, the current the mean: equal on average only.
    CHECK(
        energy_j ==
        Approx((result.states.back().energy - result.states.front().energy).value()).epsilon(2e-3));
}

TEST_CASE("the instant kernel shows the current of the last step", "[virtual_phone]") {
    Personality phone;
    phone.kernel = Kernel::instant;
    phone.current_step_ua = 1;
    const Run result = run(phone);
    for (std::size_t i = 0; i < result.readings.size(); ++i) {
        CHECK(std::abs(static_cast<double>(result.readings[i].current_raw) -
                       result.states[i].current.value() * 1e6) <= 1);
    }
}

TEST_CASE("the first-order kernel approaches a step with its constant", "[virtual_phone]") {
    Personality phone;
    phone.kernel = Kernel::first_order;
    phone.filter_constant = Seconds(2.0);
    phone.resistance_ohm = 0;  // so that the current is a clean step
    const Run result = run(phone, 1.0);
    const double volts = result.states[0].voltage.value();
    const double before = -phone.idle.value() / volts;
    const double final = -(phone.idle + phone.per_core).value() / volts;
    const double elapsed = static_cast<double>(RefreshGrid(phone).refresh_ns) * 1e-9;
    const double expected = final + (before - final) * std::exp(-elapsed / 2.0);
    CHECK(static_cast<double>(result.readings[0].current_raw) * 1e-6 ==
          Approx(expected).epsilon(2e-3));
    CHECK(static_cast<double>(result.readings.back().current_raw) * 1e-6 ==
          Approx(final).epsilon(2e-2));
}

TEST_CASE("unit, sign and quantisation are the phone's", "[virtual_phone]") {
    Personality phone;
    phone.discharge_sign = DischargeSign::positive;
    phone.current_step_ua = 1000;
    const auto positive = run(phone, 0).readings.back();
    CHECK(positive.current_raw > 100'000);
    CHECK(positive.current_raw % 1000 == 0);
    phone.unit = CurrentUnit::milliamps;
    phone.discharge_sign = DischargeSign::negative;
    CHECK(run(phone, 0).readings.back().current_raw == -positive.current_raw / 1000);
}

TEST_CASE("a slow voltage is held between its own refreshes", "[virtual_phone]") {
    Personality phone;
    phone.voltage_refresh = Seconds(10 * 0.35);
    const Run result = run(phone);
    int changes = 0;
    for (std::size_t i = 1; i < result.readings.size(); ++i) {
        changes += result.readings[i].voltage_uv != result.readings[i - 1].voltage_uv;
    }
    CHECK(changes <= 18);
    CHECK(changes >= 10);
}

TEST_CASE("a stalled gauge shows nothing new, and then the present", "[virtual_phone]") {
    Personality phone;
    phone.stall_every = Seconds(10);
    phone.stall_length = Seconds(3);
    const Run result = run(phone, 1);
    double longest = 0;
    int pauses = 0;
    for (std::size_t i = 1; i < result.readings.size(); ++i) {
        const auto pause = seconds_between(result.readings[i - 1].time, result.readings[i].time);
        longest = std::max(longest, pause.value());
        pauses += pause > Seconds(1);
    }
    // And up to a refresh on either side.
    CHECK(longest >= 3);
    CHECK(longest <= 3.71);
    CHECK(pauses >= 5);
}

TEST_CASE("replayed noise is added in turn, again and again", "[virtual_phone]") {
    Personality phone;
    phone.current_step_ua = 1;
    phone.idle = Watts(0);
    phone.replay_ua = {1000, -2000, 3000};
    const Run result = run(phone, 0);
    REQUIRE(result.readings.size() > 6);
    const auto at = [&](std::size_t i) { return result.readings[i].current_raw; };
    CHECK(at(0) + at(1) + at(2) == 2000);
    CHECK(at(3) == at(0));
}

TEST_CASE("noise is the same for the same seed", "[virtual_phone]") {
    Personality phone;
    phone.noise_ua = 5000;
    const auto first = run(phone).readings;
    CHECK(first[10].current_raw == run(phone).readings[10].current_raw);
    phone.seed = 2;
    CHECK(first[10].current_raw != run(phone).readings[10].current_raw);
}

TEST_CASE("the truth between two times is interpolated between steps", "[virtual_phone]") {
    const Personality phone;
    PowerModel model(phone, DeviceTime(0));
    Truth truth;
    truth.add(model.state());
    truth.add(model.step(DeviceTime(1'000'000'000), Seconds(1.0)));
    truth.add(model.step(DeviceTime(2'000'000'000), Seconds(0.0)));
    const auto half = truth.between(DeviceTime(500'000'000), DeviceTime(1'500'000'000));
    REQUIRE(half);
    CHECK(half->idle.value() == Approx(phone.idle.value()));
    CHECK((half->total - half->idle).value() == Approx(phone.per_core.value() / 2));
    CHECK_FALSE(truth.between(DeviceTime(0), DeviceTime(2'000'000'001)));
    CHECK(truth.between(DeviceTime(0), DeviceTime(2'000'000'000)));
}
