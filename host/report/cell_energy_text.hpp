#pragma once
// What the answers of each cell cost, with what is known about the error.

#include "host/types/cell_energy.hpp"
#include "host/types/study.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench::report {

// `energies` by cell of the study. Empty where no cell has a net energy.
std::string cell_energy_text(const Study& study,
                             std::span<const std::optional<CellEnergy>> energies,
                             std::optional<std::size_t> width);

}  // namespace edgebench::report
