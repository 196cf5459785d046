#pragma once
// One counted trial as the cell's estimate needs it: totals with their errors, and the rows of the
// phase fit.

#include "host/energy/padded_integral.hpp"
#include "host/energy/phase_fit.hpp"
#include "host/types/results.hpp"

#include <optional>
#include <string>

namespace edgebench {

struct CellTrial {
    std::string trial;
    std::string prompt;
    LoadEnergy answer;
    Seconds answer_length{0};
    Watts baseline{0};  // at the middle of the answer
    Joules gross{0};
    Volts voltage{0};  // mean over the charge drawn in the answer
    std::optional<LoadEnergy> load;
    std::optional<std::int64_t> prompt_tokens;
    std::optional<std::int64_t> output_tokens;
    std::optional<PhaseTrial> answer_rows;  // prefill and decode; with a kernel only
    std::optional<PhaseTrial> load_rows;    // instant kernel only
};

// Nothing for an attempt whose net energy cannot be had. `kernel` is that of the whole cell.
std::optional<CellTrial> cell_trial(const Attempt& attempt, Kernel kernel);

}  // namespace edgebench
