#include "host/plan/precision.hpp"
#include "tests/host/plan/sample_study.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace edgebench;

namespace {

const PrecisionGoal k_goal{.half_width = 0.05, .max_repetitions = 10};

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
    const auto round = asked(study, {{0, 12, 0.08}}, {Seconds(3000), Seconds(700), Seconds(3600)});
    CHECK(round.slots.empty());
    CHECK(round.why == "cells: 1 not precise when the time was up");
    CHECK(round.cells == std::vector{CellState::out_of_time});
    const TimeSpent enough{Seconds(3000), Seconds(500), Seconds(3600)};
    CHECK_FALSE(asked(study, {{0, 12, 0.08}}, enough).slots.empty());
}

TEST_CASE("the first round gives five trials, or as many as were asked for", "[host/plan]") {
    CHECK(first_repetitions(1, 1, k_goal) == 5);
    CHECK(first_repetitions(1, 2, k_goal) == 3);
    CHECK(first_repetitions(1, 5, k_goal) == 1);
    CHECK(first_repetitions(8, 2, k_goal) == 8);
    CHECK(first_repetitions(1, 1, {.half_width = 0.05, .max_repetitions = 3}) == 3);
}

TEST_CASE("a cell's precision is half its population interval over its mean", "[host/plan]") {
    CellEnergy energy;
    energy.n = 6;
    CHECK_FALSE(precision_of(1, energy).half_width);
    energy.net.emplace().value = Joules(20);
    CHECK_FALSE(precision_of(1, energy).half_width);
    energy.net->population_mean = Interval<Joules>{Joules(19), Joules(21)};
    const auto precision = precision_of(1, energy);
    CHECK(precision.cell == 1);
    CHECK(precision.n == 6);
    CHECK(precision.half_width == Approx(0.05));
    CHECK(precision_of(0, std::nullopt).n == 0);
}

TEST_CASE("four times the trials are expected for half the width", "[host/plan]") {
    const auto study = make_study(sample_request());  // 4 repetitions of 3 prompts
    const PrecisionGoal goal{.half_width = 0.05, .max_repetitions = 60};
    CHECK(rounds_left(study, {0, 12, 0.1}, goal) == 12);
    CHECK(rounds_left(study, {0, 12, 0.1}, k_goal) == 6);  // no more are allowed
    CHECK(rounds_left(study, {0, 12, 0.04}, goal) == 0);
    CHECK_FALSE(rounds_left(study, {0, 3, std::nullopt}, goal));
    CHECK(precision_in_words(study, {0, 12, 0.1}, CellState::goes_on, goal) ==
          "± 10 % (goal ± 5 %) after 4 repetitions, about 12 more to go");
    CHECK(precision_in_words(study, {0, 12, 0.041}, CellState::precise, goal) ==
          "± 4.1 % (goal ± 5 %) after 4 repetitions");
    CHECK(precision_in_words(study, {0, 3, std::nullopt}, CellState::goes_on, goal) ==
          "no interval yet (goal ± 5 %) after 4 repetitions");
}

TEST_CASE("what each cell has reached is told by its energy and its state", "[host/plan]") {
    const auto study = make_study(sample_request());
    CellEnergy energy;
    energy.net.emplace().value = Joules(20);
    energy.net->population_mean = Interval<Joules>{Joules(18), Joules(22)};
    const std::vector<std::optional<CellEnergy>> energies{energy, std::nullopt};
    const std::vector states{CellState::out_of_time, CellState::no_energy};
    const auto reached = reached_precision(study, energies, states);
    REQUIRE(reached.size() == 2);
    CHECK(reached[0].state == CellState::out_of_time);
    CHECK(reached[0].half_width == Approx(0.1));
    CHECK(reached[0].repetitions == 4);
    CHECK_FALSE(reached[1].half_width);
}
