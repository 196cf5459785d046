#pragma once
// What one reading of a gauge says about the past, found from a load whose edges are known.

#include "host/energy/kernel_weights.hpp"
#include "protocol/journal.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace edgebench {

// From one edge of the load to the next. The power of a level is not known.
struct LoadInterval {
    DeviceTime begin;
    DeviceTime end;
    std::size_t level = 0;  // 0 is the load off; levels are the same in all blocks
    double scale = 1;       // of the level's current above off, such as a ratio of CPU frequencies
};

// Polls, and the load that went on meanwhile: intervals that tile the block in the order of time.
// The first level had been on for long.
struct KernelBlock {
    PowerReadings readings;
    std::vector<LoadInterval> loads;
};

struct KernelCandidate {
    KernelModel model;
    Amps held_out_error{0};  // mean absolute error of readings that were not fitted
};

struct KernelFindings {
    Kernel kernel = Kernel::undetermined;
    std::optional<Seconds> filter_constant;   // first order only
    std::string why_not;                      // for people; empty with a kernel
    std::size_t edges = 0;                    // whose effect was polled
    std::vector<KernelCandidate> candidates;  // the best of each kind, the best first
    std::optional<Seconds> voltage_refresh;
    std::optional<double> quantisation;  // of the raw current, in its own unit
    // The shortest answer whose net energy has a 95 % error (without calibration) of 5 % and of 2 %
    // of itself, at the current of the highest level; nothing where an hour does not suffice.
    std::optional<Seconds> window_for_5_percent;
    std::optional<Seconds> window_for_2_percent;
};

// With fewer edges the kernel stays undetermined.
inline constexpr std::size_t k_fewest_edges = 40;

// Levels and kernel are fitted to four fifths of the readings and judged on the last fifth, each
// fifth in turn. `gauge` tells unit, sign and refresh.
KernelFindings identify_kernel(std::span<const KernelBlock> blocks, const GaugeProfile& gauge);

}  // namespace edgebench
