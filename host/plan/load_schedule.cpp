#include "host/plan/load_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace edgebench {
namespace {

constexpr double k_shortest_dwell = 0.3;  // refreshes
constexpr double k_longest_dwell = 5;
constexpr Seconds k_least_dwell{0.05};  // a load generator needs some time to start
constexpr Seconds k_longest_block{60};
constexpr Seconds k_longest_total{600};
constexpr Seconds k_shortest_pause{5};
constexpr Seconds k_longest_pause{20};
constexpr double k_pause_refreshes = 5;

// Written out, because the distributions of <random> differ between libraries.
class Dwells {
  public:
    Dwells(Seconds refresh, std::uint64_t seed) : refresh_(refresh), random_(seed) {}
    Seconds next() {
        const double share = static_cast<double>(random_() >> 11) * 0x1p-53;
        const double refreshes =
            k_shortest_dwell * std::pow(k_longest_dwell / k_shortest_dwell, share);
        return std::max(k_least_dwell, refresh_ * refreshes);
    }

  private:
    Seconds refresh_;
    std::mt19937_64 random_;
};

// Pairs of on and off as long as they fit, the first step off.
LoadBlock block_of(Dwells& dwells, std::int32_t threads, Seconds room, std::size_t edges_wanted) {
    LoadBlock block{{dwells.next(), 0}};
    auto length = block[0].duration;
    while (block.size() <= edges_wanted) {
        const auto on = dwells.next(), off = dwells.next();
        length += on + off;
        if (length > room) break;
        block.push_back({on, threads});
        block.push_back({off, 0});
    }
    return block;
}

Seconds length_of(const LoadBlock& block) {
    Seconds sum{0};
    for (const auto& step : block) sum += step.duration;
    return sum;
}

}  // namespace

LoadSchedule load_schedule(Seconds refresh, std::int32_t threads, std::uint64_t seed) {
    Dwells dwells(refresh, seed);
    LoadSchedule schedule;
    schedule.pause = std::clamp(refresh * k_pause_refreshes, k_shortest_pause, k_longest_pause);
    int without_edges = 0;
    while (schedule.edges < k_wanted_edges && without_edges < 20) {
        const auto pause = schedule.blocks.empty() ? Seconds(0) : schedule.pause;
        const auto room = std::min(k_longest_block, k_longest_total - schedule.total - pause);
        auto block = block_of(dwells, threads, room, k_wanted_edges - schedule.edges);
        if (block.size() < 2) {  // by its chance dwells, or because nothing fits any more
            ++without_edges;
            continue;
        }
        schedule.edges += block.size() - 1;
        schedule.total += pause + length_of(block);
        schedule.blocks.push_back(std::move(block));
    }
    if (schedule.edges < k_fewest_kernel_edges) {
        schedule.why_undetermined =
            "a gauge that is so slow shows only " + std::to_string(schedule.edges) +
            " edges of a load in ten minutes: its kernel will stay undetermined";
    }
    return schedule;
}

}  // namespace edgebench
