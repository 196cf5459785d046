#pragma once
// Everything about one trial, for `show`.

#include "host/report/hints.hpp"
#include "host/types/cell_energy.hpp"
#include "host/types/meter.hpp"
#include "host/types/results.hpp"
#include "host/types/study.hpp"

#include <optional>
#include <string>

namespace edgebench::report {

// What the database knows beside the attempt itself.
struct TrialPlace {
    bool counted = false;                   // it fills its slot
    std::optional<std::string> started_at;  // UTC
    std::optional<CellEnergy> cell_energy;  // of the trial's cell
    std::optional<MeterComparison> meter;
};

std::string trial_text(const Study& study, const Attempt& attempt, const TrialPlace& place,
                       const HintFor& hint_for);

}  // namespace edgebench::report
