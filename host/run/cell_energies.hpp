#pragma once
// What the cells of a study cost, from the trials that count.

#include "host/store/database.hpp"

namespace edgebench::run {

// Computes it from what is stored, and stores it.
void update_cell_energies(store::Database& database, const std::string& study_id);

}  // namespace edgebench::run
