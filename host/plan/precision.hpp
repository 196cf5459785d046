#pragma once
// When a cell has been measured often enough.
//
// The rule is asked at whole rounds only (each prompt of a cell once more), with intervals that
// allow for being looked at again and again (mean_error.hpp, Looks::at_every_round): stopping at
// the first lucky round would else make intervals that hold the truth too seldom.

#include "host/types/study.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace edgebench {

struct PrecisionGoal {
    double half_width = 0.05;  // of the 95 % population interval of energy_net_j, relative
    std::int32_t max_repetitions = 60;
    std::optional<Seconds> max_time;
};

// How precise a cell is after its latest round.
struct CellPrecision {
    std::uint32_t cell = 0;            // into Study::cells
    std::size_t n = 0;                 // trials with energy
    std::optional<double> half_width;  // relative; nothing where there is no interval (n < 5)
};

struct TimeSpent {
    Seconds total{0};
    Seconds longest_round{0};  // what another round may take
};

enum class CellState { precise, goes_on, out_of_repetitions, no_energy };

struct NextRound {
    std::vector<Slot> slots;       // to append, with new indices; none when the study is done
    std::vector<CellState> cells;  // by position in the argument
    std::string why;               // one line for people
};

// `order_seed` as in StudyRequest: each round has an order of its own.
NextRound next_round(const Study& study, std::span<const CellPrecision> cells,
                     const PrecisionGoal& goal, const TimeSpent& time, std::uint64_t order_seed);

}  // namespace edgebench
