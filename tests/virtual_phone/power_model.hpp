#pragma once
// Battery and thermal model: turns the CPU time that the phone's processes really used into power,
// current, voltage, temperature and level, and keeps the true energy. Pure: time and CPU time come
// from the caller.

#include "protocol/units.hpp"
#include "tests/virtual_phone/personality.hpp"

#include <cstdint>

namespace edgebench::virtual_phone {

struct PowerState {
    DeviceTime time;
    Joules energy;       // drawn by the phone since the model began
    Joules idle_energy;  // the part of it that no process of ours caused
    double charge_c =
        0;          // into the battery since the model began, coulombs; falls when discharging
    Amps current;   // into the battery during the last step; negative when discharging
    Volts voltage;  // at the terminals during the last step
    Celsius battery_temperature;
    Celsius skin_temperature;
    double level_percent = 0;
    std::int64_t cpu_cap_khz = 0;  // the highest clock that the processors are allowed
    Charger charger = Charger::unplugged;
};

class PowerModel {
  public:
    PowerModel(const Personality& personality, DeviceTime start);

    // One step up to `now`, in which the phone's processes used `cpu` of CPU time together.
    const PowerState& step(DeviceTime now, Seconds cpu);
    // The phone was off until `now`: no energy flows, the battery rests.
    void resume(DeviceTime now);

    const PowerState& state() const { return state_; }
    void set_level(double percent);
    void set_temperature(Celsius battery);
    void set_charger(Charger charger) { state_.charger = charger; }

  private:
    Volts open_circuit() const;
    void draw(Watts power);
    void warm(Watts power, Seconds dt);
    void throttle();

    Personality personality_;
    PowerState state_;
};

}  // namespace edgebench::virtual_phone
