#pragma once
// What the answers of a cell cost, for programs (doc/commands.md).

#include "host/types/cell_energy.hpp"
#include "host/types/study.hpp"

#include <nlohmann/json_fwd.hpp>

namespace edgebench::report {

nlohmann::ordered_json cell_energy_json(const Cell& cell, const CellEnergy& energy);

}  // namespace edgebench::report
