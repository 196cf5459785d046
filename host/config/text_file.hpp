#pragma once
// Small text files that a person wrote.

#include <filesystem>
#include <string>

namespace edgebench {

// Throws Error::configuration when the file cannot be read, is not a regular file or exceeds 64
// MiB.
std::string read_text_file(const std::filesystem::path& file);

}  // namespace edgebench
