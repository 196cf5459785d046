#pragma once
// For which processor a program or library was built.

#include "host/config/architecture.hpp"

#include <filesystem>

namespace edgebench {

// Throws Error::configuration, naming the file, when it is not an ELF file for this architecture.
void require_architecture(const std::filesystem::path& file, Architecture wanted);

}  // namespace edgebench
