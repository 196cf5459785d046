#pragma once
// The pseudo-random load that shows what one reading of a gauge says about the past.

#include "protocol/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace edgebench {

// Begins and ends with the load off. An edge lies between any two steps.
using LoadBlock = std::vector<LoadStep>;

struct LoadSchedule {
    std::vector<LoadBlock> blocks;
    std::size_t edges = 0;
    Seconds total{0};              // blocks and the pauses between them
    Seconds pause{0};              // between two blocks, the load off
    std::string why_undetermined;  // too few edges fit: the kernel will stay so; empty otherwise
};

// Dwells log-uniform between 0.3 and 5 refreshes, so that edges fall within one refresh and whole
// refreshes without an edge occur as well; blocks of 60 s at most, so that the phone stays cool; as
// many edges as `k_wanted_edges` or as fit into ten minutes. The same seed gives the same schedule
// everywhere. `refresh` is at least a millisecond; `threads` is the load that is on.
LoadSchedule load_schedule(Seconds refresh, std::int32_t threads, std::uint64_t seed);

inline constexpr std::size_t k_fewest_kernel_edges = 40;
inline constexpr std::size_t k_wanted_edges = 160;

}  // namespace edgebench
