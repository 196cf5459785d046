#pragma once
// What a run would do, for --dry-run.

#include "host/types/study.hpp"
#include "protocol/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace edgebench::report {

struct PlanCost {
    std::int64_t upload_bytes = 0;  // at most
    Seconds idle{0};                // of all trials: the least time that the plan takes
    std::string memory;             // that the model needs, in words; empty: not known
    std::optional<std::int64_t> memory_bytes;
};

std::string plan_text(const Study& study, const Plan& plan, const PlanCost& cost,
                      std::optional<std::size_t> width);
std::string plan_json(const Study& study, const Plan& plan, const PlanCost& cost);

}  // namespace edgebench::report
