#pragma once
// How precise the cells of a study have become, and why their measuring stopped.

#include "host/types/precision.hpp"
#include "host/types/study.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench::report {

// `reached` by cell of the study, which has a precision.
std::string precision_text(const Study& study, std::span<const ReachedPrecision> reached,
                           std::optional<std::size_t> width);

// Of a run that has not begun: what follows its first trials.
std::string precision_plan_text(const Study& study);

}  // namespace edgebench::report
