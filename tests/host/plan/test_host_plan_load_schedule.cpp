#include "host/plan/load_schedule.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace edgebench;

namespace {

std::vector<double> dwells_of(const LoadSchedule& schedule) {
    std::vector<double> dwells;
    for (const auto& block : schedule.blocks) {
        for (const auto& step : block) dwells.push_back(step.duration.value());
    }
    return dwells;
}

}  // namespace

TEST_CASE("dwells are log-uniform between 0.3 and 5 refreshes", "[host/plan]") {
    const auto dwells = dwells_of(load_schedule(Seconds(1), 2, 7));
    double sum = 0;
    for (const double dwell : dwells) {
        CHECK(dwell >= 0.3);
        CHECK(dwell <= 5);
        sum += std::log(dwell);
    }
    const double middle = (std::log(0.3) + std::log(5)) / 2;
    CHECK(sum / static_cast<double>(dwells.size()) == Approx(middle).margin(0.2));
}

TEST_CASE("blocks are a minute at most, all of it ten minutes, and load is off at the ends",
          "[host/plan]") {
    for (const double refresh : {0.1, 0.35, 1.0, 1.47, 5.0, 10.0, 30.0}) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto schedule = load_schedule(Seconds(refresh), 2, seed);
            INFO(refresh << " " << seed);
            CHECK(schedule.total <= Seconds(600));
            std::size_t edges = 0;
            Seconds total = schedule.pause * -1;
            for (const auto& block : schedule.blocks) {
                Seconds length{0};
                for (const auto& step : block) length += step.duration;
                CHECK(length <= Seconds(60));
                CHECK(block.front().threads == 0);
                CHECK(block.back().threads == 0);
                edges += block.size() - 1;
                total += length + schedule.pause;
            }
            CHECK(schedule.edges == edges);
            if (!schedule.blocks.empty()) CHECK(schedule.total.value() == Approx(total.value()));
            CHECK(schedule.why_undetermined.empty() == (edges >= k_fewest_kernel_edges));
        }
    }
}

TEST_CASE("usual gauges get their edges and a 30 s gauge is told to stay undetermined",
          "[host/plan]") {
    for (const double refresh : {0.1, 0.35, 1.0, 1.47}) {
        CHECK(load_schedule(Seconds(refresh), 2, 3).edges >= k_wanted_edges);
    }
    CHECK_THAT(load_schedule(Seconds(30), 2, 3).why_undetermined, Catch::Contains("undetermined"));
}

TEST_CASE("a seed gives one schedule, another seed another one", "[host/plan]") {
    const auto dwells = dwells_of(load_schedule(Seconds(0.35), 2, 5));
    CHECK(dwells == dwells_of(load_schedule(Seconds(0.35), 2, 5)));
    CHECK(dwells != dwells_of(load_schedule(Seconds(0.35), 2, 6)));
}
