#pragma once
// From argv to options, and what a completion script needs to know about them.

#include "host/cli/options.hpp"

#include <string>
#include <vector>

namespace edgebench::cli {

// `arguments` without the program's name. Throws Error::usage with a suggestion.
Invocation parse_arguments(std::vector<std::string> arguments);

struct OptionHelp {
    std::string name;  // "--model"
    std::string description;
    bool takes_value = false;
};
struct CommandHelp {
    std::string name;
    std::string description;
    std::vector<OptionHelp> options;
};
std::vector<CommandHelp> describe_commands();

}  // namespace edgebench::cli
