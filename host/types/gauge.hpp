#pragma once
// What is known about the fuel gauge of one device build (design: qualification, or derived from a
// plan's readings).

#include "protocol/units.hpp"

#include <optional>
#include <string>

namespace edgebench {

enum class GaugeUnit { microamps, milliamps };
enum class DischargeSign { negative, positive };
// What one reading says about the past: the mean since the last refresh, the last instant, or a
// first-order filter.
enum class Kernel { undetermined, mean, instant, first_order };
enum class ProfileOrigin { provisional, qualified };

struct GaugeProfile {
    ProfileOrigin origin = ProfileOrigin::provisional;
    GaugeUnit unit = GaugeUnit::microamps;
    DischargeSign sign = DischargeSign::negative;
    Seconds refresh{0};               // period of the gauge's updates
    std::optional<DeviceTime> phase;  // one instant of the refresh grid
    Kernel kernel = Kernel::undetermined;
    std::optional<Seconds> filter_constant;  // first order only
};

}  // namespace edgebench
