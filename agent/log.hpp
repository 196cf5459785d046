#pragma once
// The agent's own log: one line for each thing that somebody who looks for a fault would want to
// know. It is a file on the phone, so nothing is logged inside a measured window.

#include <filesystem>
#include <string_view>

namespace edgebench::agent::log {

// Lines go to `file` (made empty first when it has grown above 1 MiB); before the first call they
// go to standard error.
void open(const std::filesystem::path& file);

void info(std::string_view text);
void warn(std::string_view text);

}  // namespace edgebench::agent::log
