#include "host/plan/precision.hpp"

#include "host/plan/study.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>

namespace edgebench {
namespace {

// A cell that has had so many rounds and no energy at all will not get any.
constexpr std::int32_t k_rounds_without_energy = 3;
// Fewer give no population interval (mean_error.hpp).
constexpr std::size_t k_fewest_trials = 5;

CellState state_of(const CellPrecision& cell, std::int32_t repetitions, const PrecisionGoal& goal,
                   const TimeSpent& time) {
    if (cell.half_width && *cell.half_width <= goal.half_width) return CellState::precise;
    if (cell.n == 0 && repetitions >= k_rounds_without_energy) return CellState::no_energy;
    if (repetitions >= goal.max_repetitions) return CellState::out_of_repetitions;
    if (time.limit && time.total + time.round > *time.limit) return CellState::out_of_time;
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

std::string described(const NextRound& round) {
    std::string text;
    text += count_of(round.cells, CellState::precise, "precise");
    text += count_of(round.cells, CellState::goes_on, "not precise yet");
    text += count_of(round.cells, CellState::out_of_time, "not precise when the time was up");
    text += count_of(round.cells, CellState::out_of_repetitions,
                     "not precise after the last repetition");
    text += count_of(round.cells, CellState::no_energy, "without any energy");
    return text.empty() ? "no cells" : "cells: " + text.substr(2);
}

std::string percent(double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "± %.3g %%", share * 100);
    return text.data();
}

}  // namespace

CellPrecision precision_of(std::uint32_t cell, const std::optional<CellEnergy>& energy) {
    CellPrecision precision{.cell = cell, .n = energy ? energy->n : 0, .half_width = {}};
    if (!energy || !energy->net || !energy->net->population_mean) return precision;
    const auto& interval = *energy->net->population_mean;
    const double half = (interval.high - interval.low).value() / 2;
    const double value = std::abs(energy->net->value.value());
    if (value > 0) precision.half_width = half / value;
    return precision;
}

std::int32_t first_repetitions(std::int32_t asked, std::size_t prompts, const PrecisionGoal& goal) {
    const auto fewest = static_cast<std::int32_t>((k_fewest_trials + prompts - 1) / prompts);
    return std::min(std::max(asked, fewest), goal.max_repetitions);
}

std::int32_t repetitions_of(const Study& study, std::uint32_t cell) {
    std::int32_t most = 0;
    for (const auto& slot : study.slots) {
        if (slot.cell == cell) most = std::max(most, slot.repetition);
    }
    return most;
}

NextRound next_round(const Study& study, std::span<const CellPrecision> cells,
                     const PrecisionGoal& goal, const TimeSpent& time, std::uint64_t order_seed) {
    NextRound round;
    std::int32_t latest = 0;
    for (const auto& cell : cells) {
        const auto repetitions = repetitions_of(study, cell.cell);
        round.cells.push_back(state_of(cell, repetitions, goal, time));
        latest = std::max(latest, repetitions);
        if (round.cells.back() != CellState::goes_on) continue;
        for (std::uint32_t prompt = 0; prompt < study.prompts.prompts.size(); ++prompt) {
            round.slots.push_back(
                {.cell = cell.cell, .prompt = prompt, .repetition = repetitions + 1});
        }
    }
    std::mt19937_64 random(order_seed + static_cast<std::uint64_t>(latest) + 1);
    shuffle_slots(round.slots, random);
    auto index = next_index(study);
    for (auto& slot : round.slots) slot.index = index++;
    round.why = described(round);
    return round;
}

std::optional<std::int32_t> rounds_left(const Study& study, const CellPrecision& cell,
                                        const PrecisionGoal& goal) {
    if (!cell.half_width) return std::nullopt;
    const auto n = static_cast<double>(cell.n);
    const double needed = n * std::pow(*cell.half_width / goal.half_width, 2);
    const double rounds =
        std::ceil((needed - n) / static_cast<double>(study.prompts.prompts.size()));
    const auto most = goal.max_repetitions - repetitions_of(study, cell.cell);
    return static_cast<std::int32_t>(std::clamp(rounds, 0.0, static_cast<double>(most)));
}

std::vector<ReachedPrecision> reached_precision(const Study& study,
                                                std::span<const std::optional<CellEnergy>> energies,
                                                std::span<const CellState> states) {
    std::vector<ReachedPrecision> reached;
    for (std::uint32_t cell = 0; cell < energies.size() && cell < states.size(); ++cell) {
        reached.push_back({states[cell], precision_of(cell, energies[cell]).half_width,
                           repetitions_of(study, cell)});
    }
    return reached;
}

std::string precision_in_words(const Study& study, const CellPrecision& cell, CellState state,
                               const PrecisionGoal& goal) {
    std::string text = cell.half_width ? percent(*cell.half_width) : "no interval yet";
    const auto repetitions = repetitions_of(study, cell.cell);
    text += " (goal " + percent(goal.half_width) + ") after " + std::to_string(repetitions) +
            (repetitions == 1 ? " repetition" : " repetitions");
    if (state != CellState::goes_on) return text;
    if (const auto left = rounds_left(study, cell, goal)) {
        text += ", about " + std::to_string(*left) + " more to go";
    }
    return text;
}

}  // namespace edgebench
