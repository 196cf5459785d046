#pragma once
// The only way a command line for the phone's shell is built from data.

#include <span>
#include <string>
#include <string_view>

namespace edgebench::adb {

// One word of a POSIX shell, whatever bytes it holds. A zero byte cannot be an argument of any
// program: it throws Error{internal}.
std::string quote(std::string_view word);

// The words of `argv`, each quoted, joined by spaces.
std::string command_line(std::span<const std::string> argv);

}  // namespace edgebench::adb
