#include "tests/virtual_phone/power_model.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench::virtual_phone {

constexpr double k_coulombs_per_ah = 3600.0;
constexpr double k_lowest_clock_share = 0.4;
constexpr double k_clock_step_khz = 50'000;
constexpr double k_skin_rise_ratio = 0.8;  // the back cover stays a little cooler than the battery

PowerModel::PowerModel(const Personality& personality, DeviceTime start)
    : personality_(personality) {
    state_.time = start;
    state_.level_percent = personality.level_percent;
    state_.charger = personality.charger;
    draw(personality.idle);
    const double rise = personality.idle.value() * personality.thermal_resistance_k_per_w;
    set_temperature(personality.ambient + Celsius(rise));
}

Volts PowerModel::open_circuit() const {
    const Volts span = personality_.open_circuit_full - personality_.open_circuit_empty;
    return personality_.open_circuit_empty + span * (state_.level_percent / 100.0);
}

const PowerState& PowerModel::step(DeviceTime now, Seconds cpu) {
    const Seconds dt = seconds_between(state_.time, now);
    if (dt.value() <= 0) return state_;
    const Joules idle = personality_.idle * dt;
    // The same work takes the processes as long as ever, but a lower clock needs less power.
    const double clock =
        static_cast<double>(state_.cpu_cap_khz) / static_cast<double>(personality_.cpu_max_khz);
    const Joules drawn = idle + personality_.per_core * clock * cpu;
    const Watts power = drawn / dt;
    state_.time = now;
    state_.energy += drawn;
    state_.idle_energy += idle;

    draw(power);
    const double charge_c = state_.current.value() * dt.value();
    state_.charge_c += charge_c;
    const double level =
        state_.level_percent + 100.0 * charge_c / (personality_.capacity_ah * k_coulombs_per_ah);
    state_.level_percent = std::clamp(level, 0.0, 100.0);
    warm(power, dt);
    return state_;
}

// Current and voltage at the terminals while the phone draws `power`.
void PowerModel::draw(Watts power) {
    // Discharging: P = (Voc - I R) I, the root with the smaller current.
    const double v = open_circuit().value();
    const double r = personality_.resistance_ohm;
    const double discharge_a =
        r > 0 ? (v - std::sqrt(std::max(0.0, v * v - 4 * r * power.value()))) / (2 * r)
              : power.value() / v;
    // Plugged in, the charger feeds the phone and keeps its current into the battery.
    const bool plugged = state_.charger == Charger::plugged;
    state_.current = plugged ? personality_.charge_current : Amps(-discharge_a);
    state_.voltage = Volts(v + state_.current.value() * r);
}

void PowerModel::warm(Watts power, Seconds dt) {
    const double target =
        personality_.ambient.value() + power.value() * personality_.thermal_resistance_k_per_w;
    const double share = 1.0 - std::exp(-dt.value() / personality_.thermal_constant.value());
    const double now = state_.battery_temperature.value();
    set_temperature(Celsius(now + (target - now) * share));
}

void PowerModel::resume(DeviceTime now) {
    state_.time = now;
    draw(personality_.idle);
}

void PowerModel::set_level(double percent) {
    state_.level_percent = std::clamp(percent, 0.0, 100.0);
}

void PowerModel::set_temperature(Celsius battery) {
    state_.battery_temperature = battery;
    const Celsius rise = battery - personality_.ambient;
    state_.skin_temperature = personality_.ambient + rise * k_skin_rise_ratio;
    throttle();
}

void PowerModel::throttle() {
    const double above = (state_.skin_temperature - personality_.throttle_from).value();
    const double share =
        std::clamp(1 - personality_.throttle_share_per_k * above, k_lowest_clock_share, 1.0);
    const auto steps =
        std::floor(share * static_cast<double>(personality_.cpu_max_khz) / k_clock_step_khz);
    state_.cpu_cap_khz = std::llround(steps * k_clock_step_khz);
}

}  // namespace edgebench::virtual_phone
