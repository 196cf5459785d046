#pragma once
// The energy of a cell from its counted trials: totals, their division into phases, and the errors
// of both.

#include "host/energy/mean_error.hpp"
#include "host/types/cell_energy.hpp"
#include "host/types/results.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench {

inline constexpr const char* k_cell_energy_method = "cell-least-squares/1";

// A counted trial: its energy is valid. Borrowed.
struct CountedTrial {
    std::string prompt;  // its id
    const Attempt* attempt = nullptr;
};

struct CellSettings {
    Looks looks = Looks::once;  // at_every_round where precision ended the run
    std::optional<BatteryCapacity> battery_capacity;
    std::optional<Calibration> calibration;
};

// Trials without readings, windows or net energy are left out; `trials` of the result names those
// that count. With a kernel that is undetermined, or not the same in all of them, there are totals
// only.
CellEnergy cell_energy(std::span<const CountedTrial> trials, const CellSettings& settings);

}  // namespace edgebench
