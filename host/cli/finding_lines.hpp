#pragma once
// Findings (of `doctor`, of `engines verify`) as coloured lines or JSON.

#include "host/cli/console.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/options.hpp"
#include "host/run/phones.hpp"

#include <vector>

namespace edgebench::cli {

// ExitCode::infrastructure when one of them is a problem.
ExitCode print_findings(const std::vector<run::Finding>& findings, Output output, Console& console);

}  // namespace edgebench::cli
