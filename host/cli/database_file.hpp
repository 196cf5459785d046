#pragma once
// Which results database a command uses.

#include "host/cli/options.hpp"

namespace edgebench::cli {

std::filesystem::path database_file(const DatabaseOption& option);

}  // namespace edgebench::cli
