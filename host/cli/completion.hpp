#pragma once
// Completion scripts, made from the description of the command line.

#include "host/cli/parse.hpp"

#include <string>
#include <vector>

namespace edgebench::cli {

std::string completion_script(Shell shell, const std::vector<CommandHelp>& commands);

}  // namespace edgebench::cli
