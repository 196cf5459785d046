#include "host/energy/kernel_weights.hpp"

#include "protocol/error.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

double share_of_mean(DeviceTime from, DeviceTime to, DeviceTime begin, DeviceTime end) {
    const auto overlap = seconds_between(std::max(from, begin), std::min(to, end));
    const auto length = seconds_between(from, to);
    return length > Seconds(0) ? std::max(0.0, overlap.value()) / length.value() : 0;
}

// What a first-order filter has kept at `now` of everything before `time`.
double kept(Seconds constant, DeviceTime now, DeviceTime time) {
    return std::exp(-seconds_between(std::min(time, now), now).value() / constant.value());
}

}  // namespace

double kernel_weight(const KernelModel& kernel, DeviceTime previous_refresh, DeviceTime refresh,
                     DeviceTime begin, DeviceTime end) {
    switch (kernel.kernel) {
        case Kernel::mean:
            return share_of_mean(previous_refresh, refresh, begin, end);
        case Kernel::instant:
            return begin <= refresh && refresh < end ? 1 : 0;
        case Kernel::first_order: {
            const auto constant =
                kernel.filter_constant.value_or(seconds_between(previous_refresh, refresh));
            return kept(constant, refresh, end) - kept(constant, refresh, begin);
        }
        case Kernel::undetermined:
            break;
    }
    throw Error(ErrorCode::internal, "an undetermined kernel has no weights");
}

}  // namespace edgebench
