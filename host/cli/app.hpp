#pragma once
// The whole command: arguments in, exit code out.

#include "host/cli/console.hpp"
#include "host/cli/exit_code.hpp"

#include <string>
#include <vector>

namespace edgebench::cli {

// `arguments` without the program's name. Throws nothing.
ExitCode run_app(std::vector<std::string> arguments, Console& console);

}  // namespace edgebench::cli
