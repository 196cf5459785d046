#include "host/plan/precision.hpp"
#include "tests/host/plan/sample_study.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace edgebench;

namespace {

const PrecisionGoal k_goal{.half_width = 0.05, .max_repetitions = 10, .max_time = Seconds(3600)};

NextRound asked(const Study& study, std::vector<CellPrecision> cells, TimeSpent time = {},
                const PrecisionGoal& goal = k_goal) {
    return next_round(study, cells, goal, time, 7);
}

}  // namespace

TEST_CASE("a cell that is not precise gets one more answer to each prompt", "[host/plan]") {
    const auto study = make_study(sample_request());  // 4 repetitions of 3 prompts, 2 cells
    const auto round = asked(study, {{0, 12, 0.03}, {1, 12, 0.08}});
    REQUIRE(round.slots.size() == 3);
    std::set<std::uint32_t> prompts;
    std::set<std::int64_t> indices;
    for (const auto& slot : round.slots) {
        CHECK(slot.cell == 1);
        CHECK(slot.repetition == 5);
        CHECK(slot.index >= 24);
        prompts.insert(slot.prompt);
        indices.insert(slot.index);
    }
    CHECK(prompts.size() == 3);
    CHECK(indices.size() == 3);
    CHECK(round.cells == std::vector{CellState::precise, CellState::goes_on});
    CHECK(round.why == "cells: 1 precise, 1 not precise yet");
}

TEST_CASE("a study is done when every cell is precise", "[host/plan]") {
    const auto study = make_study(sample_request());
    const auto round = asked(study, {{0, 12, 0.05}, {1, 12, 0.01}});
    CHECK(round.slots.empty());
    CHECK(round.why == "cells: 2 precise");
}

TEST_CASE("a cell without an interval goes on", "[host/plan]") {
    auto request = sample_request();
    request.repetitions = 1;
    const auto study = make_study(request);
    CHECK(asked(study, {{0, 3, std::nullopt}}).slots.size() == 3);
}

TEST_CASE("a cell that never gives energy is given up", "[host/plan]") {
    const auto study = make_study(sample_request());
    const auto round = asked(study, {{0, 0, std::nullopt}, {1, 12, 0.01}});
    CHECK(round.slots.empty());
    CHECK(round.why == "cells: 1 precise, 1 without any energy");
}

TEST_CASE("repetitions and time end a study that is not precise", "[host/plan]") {
    const auto study = make_study(sample_request());
    auto goal = k_goal;
    goal.max_repetitions = 4;
    CHECK(asked(study, {{0, 12, 0.08}}, {}, goal).why ==
          "cells: 1 not precise after the last repetition");
    const auto round = asked(study, {{0, 12, 0.08}}, {Seconds(3000), Seconds(700)});
    CHECK(round.slots.empty());
    CHECK(round.why == "cells: 1 not precise when the time was up");
    CHECK_FALSE(asked(study, {{0, 12, 0.08}}, {Seconds(3000), Seconds(500)}).slots.empty());
}
