#include "host/plan/precision.hpp"

#include "host/plan/study.hpp"

#include <algorithm>
#include <random>

namespace edgebench {
namespace {

// A cell that has had so many rounds and no energy at all will not get any.
constexpr std::int32_t k_rounds_without_energy = 3;

std::int32_t repetitions_of(const Study& study, std::uint32_t cell) {
    std::int32_t most = 0;
    for (const auto& slot : study.slots) {
        if (slot.cell == cell) most = std::max(most, slot.repetition);
    }
    return most;
}

CellState state_of(const CellPrecision& cell, std::int32_t repetitions, const PrecisionGoal& goal) {
    if (cell.half_width && *cell.half_width <= goal.half_width) return CellState::precise;
    if (cell.n == 0 && repetitions >= k_rounds_without_energy) return CellState::no_energy;
    if (repetitions >= goal.max_repetitions) return CellState::out_of_repetitions;
    return CellState::goes_on;
}

std::int64_t next_index(const Study& study) {
    std::int64_t next = 0;
    for (const auto& slot : study.slots) next = std::max(next, slot.index + 1);
    return next;
}

std::string count_of(const std::vector<CellState>& cells, CellState state, const char* what) {
    const auto count = std::count(cells.begin(), cells.end(), state);
    if (count == 0) return {};
    return ", " + std::to_string(count) + " " + what;
}

std::string described(const NextRound& round, bool out_of_time) {
    std::string text;
    text += count_of(round.cells, CellState::precise, "precise");
    text += count_of(round.cells, CellState::goes_on,
                     out_of_time ? "not precise when the time was up" : "not precise yet");
    text += count_of(round.cells, CellState::out_of_repetitions,
                     "not precise after the last repetition");
    text += count_of(round.cells, CellState::no_energy, "without any energy");
    return text.empty() ? "no cells" : "cells: " + text.substr(2);
}

}  // namespace

NextRound next_round(const Study& study, std::span<const CellPrecision> cells,
                     const PrecisionGoal& goal, const TimeSpent& time, std::uint64_t order_seed) {
    const bool out_of_time = goal.max_time && time.total + time.longest_round > *goal.max_time;
    NextRound round;
    std::int32_t latest = 0;
    for (const auto& cell : cells) {
        const auto repetitions = repetitions_of(study, cell.cell);
        round.cells.push_back(state_of(cell, repetitions, goal));
        latest = std::max(latest, repetitions);
        if (round.cells.back() != CellState::goes_on || out_of_time) continue;
        for (std::uint32_t prompt = 0; prompt < study.prompts.prompts.size(); ++prompt) {
            round.slots.push_back(
                {.cell = cell.cell, .prompt = prompt, .repetition = repetitions + 1});
        }
    }
    std::mt19937_64 random(order_seed + static_cast<std::uint64_t>(latest) + 1);
    shuffle_slots(round.slots, random);
    auto index = next_index(study);
    for (auto& slot : round.slots) slot.index = index++;
    round.why = described(round, out_of_time);
    return round;
}

}  // namespace edgebench
