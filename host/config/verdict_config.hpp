#pragma once
// configs/verdicts/default.toml: from where on something spoils a measurement.

#include "host/config/paths.hpp"
#include "host/types/verdict_limits.hpp"

#include <string>
#include <string_view>

namespace edgebench {

// A key that is missing keeps its usual value. `file` names the text in errors.
VerdictLimits parse_verdict_limits(std::string_view text, const std::string& file);

// Of the first file that there is; the usual ones without any.
VerdictLimits load_verdict_limits(const Paths& paths);

}  // namespace edgebench
