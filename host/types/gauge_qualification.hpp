#pragma once
// What `doctor --gauge` found out about the fuel gauge of a device build, with the evidence.

#include "host/types/gauge.hpp"
#include "host/types/gauge_recording.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

struct KernelFit {
    Kernel kernel = Kernel::mean;
    std::optional<Seconds> filter_constant;  // first order only
    Amps held_out_error{0};                  // mean absolute error of readings that were not fitted
};

struct GaugeQualification {
    std::string method;                            // version of the method, e.g. "load-blocks/1"
    GaugeProfile profile;                          // origin: qualified
    std::optional<SecondsRange> refresh_interval;  // 95 %
    std::size_t changes = 0;                       // of the reading, that the refresh rests on
    std::size_t edges = 0;                         // of the load, that the kernel rests on
    std::vector<KernelFit> candidates;             // the best of each kind, the best first
    std::string kernel_why_not;                    // for people; empty with a kernel
    std::optional<Seconds> voltage_refresh;
    std::optional<double> quantisation_raw;  // of the current, in the gauge's own unit
    // The shortest answer whose net energy is known to 5 % and to 2 %, at this load.
    std::optional<Seconds> window_for_5_percent;
    std::optional<Seconds> window_for_2_percent;
};

}  // namespace edgebench
