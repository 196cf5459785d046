#include "host/cli/database_file.hpp"

#include "host/config/paths.hpp"

namespace edgebench::cli {

std::filesystem::path database_file(const DatabaseOption& option) {
    return option ? *option : Paths::of_this_process().database();
}

}  // namespace edgebench::cli
