#pragma once
// What is known about the fuel gauge of one device build (design: qualification, or derived from a
// plan's readings).

#include "protocol/units.hpp"

#include <algorithm>
#include <optional>

namespace edgebench {

// Of the raw number. The last two are of sources that accumulate.
enum class GaugeUnit { microamps, milliamps, microwatt_seconds, microamp_hours };
enum class DischargeSign { negative, positive };
// What one reading says about the past: the mean since the last refresh, the last instant, or a
// first-order filter.
enum class Kernel { undetermined, mean, instant, first_order };
// The readings of an accumulator are means by what it is: nothing has to be found out.
enum class ProfileOrigin { provisional, qualified, accumulator };

struct GaugeProfile {
    ProfileOrigin origin = ProfileOrigin::provisional;
    GaugeUnit unit = GaugeUnit::microamps;
    DischargeSign sign = DischargeSign::negative;
    Seconds refresh{0};               // period of the gauge's updates
    std::optional<DeviceTime> phase;  // one instant of the refresh grid
    Kernel kernel = Kernel::undetermined;
    std::optional<Seconds> filter_constant;  // first order only
};

// For how long after a load the gauge's readings may still speak of it: 5 kernel constants, after
// which 0.7 % is left in a first-order filter.
inline Seconds memory_of(const GaugeProfile& gauge) {
    return std::max(gauge.refresh, gauge.filter_constant.value_or(gauge.refresh)) * 5;
}

// How long an idle window beside a load has to be: the memory, then a baseline of 5 s or 10
// refreshes.
inline Seconds idle_window(const GaugeProfile& gauge) {
    return memory_of(gauge) + std::max(Seconds(5), gauge.refresh * 10);
}

}  // namespace edgebench
