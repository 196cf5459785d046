#include "tests/virtual_phone/power_model.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;
using namespace edgebench::virtual_phone;

namespace {

constexpr DeviceTime k_start{1'000'000'000};
constexpr Seconds k_tick{0.02};

DeviceTime after(double seconds) {
    return later(k_start, Seconds(seconds));
}

}  // namespace

TEST_CASE("true energy is idle power times time plus core power times CPU time",
          "[virtual_phone]") {
    const Personality phone;
    PowerModel model(phone, k_start);
    for (int i = 1; i <= 500; ++i) model.step(after(0.02 * i), i % 2 ? k_tick : Seconds(0));
    CHECK(model.state().idle_energy.value() == Approx(10 * phone.idle.value()));
    CHECK(model.state().energy.value() ==
          Approx(10 * phone.idle.value() + 5 * phone.per_core.value()));
}

TEST_CASE("terminal voltage times current is the power drawn", "[virtual_phone]") {
    const Personality phone;
    PowerModel model(phone, k_start);
    const PowerState& state = model.step(after(0.02), Seconds(0.04));  // two busy cores
    const double watts = -state.current.value() * state.voltage.value();
    CHECK(watts == Approx(phone.idle.value() + 2 * phone.per_core.value()));
    CHECK(state.voltage.value() < phone.open_circuit_full.value());
}

TEST_CASE("the level falls by the charge drawn", "[virtual_phone]") {
    Personality phone;
    phone.capacity_ah = 0.001;
    PowerModel model(phone, k_start);
    model.step(after(1), Seconds(0));
    const double drawn_c = -model.state().charge_c;
    CHECK(drawn_c > 0);
    CHECK(model.state().level_percent == Approx(phone.level_percent - 100 * drawn_c / 3.6));
}

TEST_CASE("a charger turns the current round and keeps the true energy", "[virtual_phone]") {
    const Personality phone;
    PowerModel model(phone, k_start);
    model.set_charger(Charger::plugged);
    model.step(after(1), Seconds(0));
    CHECK(model.state().current.value() == phone.charge_current.value());
    CHECK(model.state().energy.value() == Approx(phone.idle.value()));
}

TEST_CASE("temperature goes to ambient plus power times resistance, with its time constant",
          "[virtual_phone]") {
    const Personality phone;
    PowerModel model(phone, k_start);
    const double cold = model.state().battery_temperature.value();
    const double hot = phone.ambient.value() +
                       (phone.idle + phone.per_core).value() * phone.thermal_resistance_k_per_w;
    for (int i = 1; i <= 1800; ++i) model.step(after(0.1 * i), Seconds(0.1));  // one constant
    CHECK(model.state().battery_temperature.value() ==
          Approx(cold + (hot - cold) * (1 - std::exp(-1.0))).epsilon(1e-3));
}

TEST_CASE("no energy flows while the phone is off", "[virtual_phone]") {
    PowerModel model(Personality(), k_start);
    model.step(after(1), Seconds(0));
    const Joules before = model.state().energy;
    model.resume(after(100));
    CHECK(model.state().energy == before);
    CHECK(model.state().time == after(100));
}

TEST_CASE("a hot phone's clock is capped, and with it the power of a core", "[virtual_phone]") {
    Personality phone;
    phone.throttle_from = Celsius(40);
    PowerModel model(phone, DeviceTime(0));
    CHECK(model.state().cpu_cap_khz == phone.cpu_max_khz);
    const double skin_c = 44, rise = skin_c - phone.ambient.value();
    model.set_temperature(phone.ambient + Celsius(rise / 0.8));
    CHECK(model.state().cpu_cap_khz == Approx(0.8 * 2e6).margin(50'000));
    const auto cap = static_cast<double>(model.state().cpu_cap_khz) / 2e6;
    const auto& state = model.step(DeviceTime(10'000'000), Seconds(0.01));
    CHECK(state.energy.value() ==
          Approx((phone.idle.value() + phone.per_core.value() * cap) * 0.01).epsilon(1e-6));
    model.set_temperature(Celsius(90));
    CHECK(model.state().cpu_cap_khz == Approx(0.4 * 2e6));
}
