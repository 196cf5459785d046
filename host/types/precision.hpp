#pragma once
// How precisely a cell's energy is wanted, and why its measuring stopped.

#include "protocol/enum_names.hpp"
#include "protocol/field_list.hpp"

#include <cstdint>
#include <optional>

namespace edgebench {

struct PrecisionGoal {
    double half_width = 0.05;  // of the 95 % population interval of energy_net_j, relative
    std::int32_t max_repetitions = 60;
    static constexpr auto fields() {
        return field_list(Field{"half_width", &PrecisionGoal::half_width},
                          Field{"max_repetitions", &PrecisionGoal::max_repetitions});
    }
};

enum class CellState { goes_on, precise, out_of_repetitions, out_of_time, no_energy };

constexpr EnumNames<CellState, 5> enum_names(CellState) {
    return {{{CellState::goes_on, "goes_on"},
             {CellState::precise, "precise"},
             {CellState::out_of_repetitions, "out_of_repetitions"},
             {CellState::out_of_time, "out_of_time"},
             {CellState::no_energy, "no_energy"}}};
}

// What has become of a cell.
struct ReachedPrecision {
    CellState state = CellState::goes_on;
    std::optional<double> half_width;  // as in the goal; nothing where there is no interval
    std::int32_t repetitions = 0;      // of each prompt, planned so far
};

}  // namespace edgebench
