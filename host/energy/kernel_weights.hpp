#pragma once
// What one reading of a gauge says about the past: the least-squares design row of a reading is the
// weight of each interval of constant power in it.

#include "host/types/gauge.hpp"
#include "protocol/units.hpp"

#include <optional>

namespace edgebench {

struct KernelModel {
    Kernel kernel = Kernel::mean;            // not undetermined: that has no weights
    std::optional<Seconds> filter_constant;  // first order only; nothing: as long as the refresh
};

// The share of begin..end in the reading made at `refresh`, the one before it at
// `previous_refresh`. Over intervals that tile the past the shares sum to 1: over
// previous_refresh..refresh for a mean, over (-inf, refresh] for a first-order filter, and at the
// instant `refresh` itself (begin <= refresh < end) for an instant gauge. Without dimension, 0 to
// 1. Throws Error::internal for an undetermined kernel.
double kernel_weight(const KernelModel& kernel, DeviceTime previous_refresh, DeviceTime refresh,
                     DeviceTime begin, DeviceTime end);

}  // namespace edgebench
