#pragma once
// When a cell has been measured often enough.
//
// The rule is asked at whole rounds only (each prompt of a cell once more), with intervals that
// allow for being looked at again and again (mean_error.hpp, Looks::at_every_round): stopping at
// the first lucky round would else make intervals that hold the truth too seldom.

#include "host/types/cell_energy.hpp"
#include "host/types/precision.hpp"
#include "host/types/study.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace edgebench {

// How precise a cell is after its latest round.
struct CellPrecision {
    std::uint32_t cell = 0;            // into Study::cells
    std::size_t n = 0;                 // trials with energy
    std::optional<double> half_width;  // relative; nothing where there is no interval (n < 5)
};
CellPrecision precision_of(std::uint32_t cell, const std::optional<CellEnergy>& energy);

struct TimeSpent {
    Seconds total{0};
    Seconds round{0};  // what another round may take
    std::optional<Seconds> limit;
};

struct NextRound {
    std::vector<Slot> slots;       // to append, with new indices; none when the study is done
    std::vector<CellState> cells;  // by position in the argument
    std::string why;               // one line for people
};

// How many repetitions to begin with: at least those that give an interval at all.
std::int32_t first_repetitions(std::int32_t asked, std::size_t prompts, const PrecisionGoal& goal);

// `order_seed` as in StudyRequest: each round has an order of its own.
NextRound next_round(const Study& study, std::span<const CellPrecision> cells,
                     const PrecisionGoal& goal, const TimeSpent& time, std::uint64_t order_seed);

std::int32_t repetitions_of(const Study& study, std::uint32_t cell);

// About how many rounds more a cell takes, if its trials go on to scatter as they do; nothing while
// it has no interval. The half-width shrinks with the root of n.
std::optional<std::int32_t> rounds_left(const Study& study, const CellPrecision& cell,
                                        const PrecisionGoal& goal);

// `energies` and `states` by cell.
std::vector<ReachedPrecision> reached_precision(const Study& study,
                                                std::span<const std::optional<CellEnergy>> energies,
                                                std::span<const CellState> states);

// "± 8.13 % (goal ± 5 %) after 5 repetitions, about 7 more to go"
std::string precision_in_words(const Study& study, const CellPrecision& cell, CellState state,
                               const PrecisionGoal& goal);

}  // namespace edgebench
