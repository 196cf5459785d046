#pragma once
// The fuel gauge: shows the model's current and voltage as a real phone's gauge would, late,
// filtered and rounded. Pure. Readings change on a fixed grid of CLOCK_BOOTTIME only.

#include "protocol/units.hpp"
#include "tests/virtual_phone/personality.hpp"
#include "tests/virtual_phone/power_model.hpp"

#include <cstdint>
#include <optional>
#include <random>

namespace edgebench::virtual_phone {

// The refresh grid, divided into whole model ticks so that each refresh falls on a tick.
struct RefreshGrid {
    std::int64_t tick_ns = 0;
    std::int64_t refresh_ns = 0;
    std::int64_t phase_ns = 0;

    explicit RefreshGrid(const Personality& personality);
    // The first grid point of the given period that is later than `time`.
    std::int64_t next(DeviceTime time, std::int64_t period_ns) const;
};

struct GaugeReading {
    DeviceTime time;
    std::int64_t current_raw = 0;  // in the phone's unit and sign
    std::int64_t voltage_uv = 0;
};

class Gauge {
  public:
    Gauge(const Personality& personality, const PowerState& start);

    // Takes one step of the model; a reading if the step reaches a refresh.
    std::optional<GaugeReading> feed(const PowerState& state);
    // The phone was off: the next reading's mean begins here. Answers the reading until then.
    GaugeReading restart(const PowerState& state);

  private:
    GaugeReading read(const PowerState& state);
    Amps seen_current(const PowerState& state) const;
    std::int64_t raw_current(Amps into_battery);
    bool is_stalled(DeviceTime time) const;

    Personality personality_;
    RefreshGrid grid_;
    PowerState previous_;      // last step
    PowerState last_refresh_;  // for the mean kernel
    double filtered_a_ = 0;    // for the first-order kernel
    std::int64_t next_refresh_ns_ = 0;
    std::int64_t next_voltage_ns_ = 0;
    std::int64_t voltage_uv_ = 0;
    std::size_t replayed_ = 0;  // of the personality's replay_ua
    std::mt19937_64 random_;
    std::normal_distribution<double> noise_;
};

}  // namespace edgebench::virtual_phone
