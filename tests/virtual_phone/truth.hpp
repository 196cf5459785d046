#pragma once
// The true energy over time, kept for the last two hours, so that a test can ask for any interval
// of CLOCK_BOOTTIME.

#include "protocol/units.hpp"
#include "tests/virtual_phone/power_model.hpp"

#include <deque>
#include <optional>

namespace edgebench::virtual_phone {

struct TrueEnergy {
    Joules total;
    Joules idle;
};

class Truth {
  public:
    void add(const PowerState& state);
    // Energy between two times, linear between steps; nothing if an end lies outside what is kept.
    std::optional<TrueEnergy> between(DeviceTime from, DeviceTime to) const;

  private:
    struct Point {
        DeviceTime time;
        TrueEnergy energy;
    };
    std::optional<TrueEnergy> at(DeviceTime time) const;

    std::deque<Point> points_;
};

}  // namespace edgebench::virtual_phone
