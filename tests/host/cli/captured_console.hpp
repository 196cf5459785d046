#pragma once
// A console whose two streams are kept as text.

#include "host/cli/console.hpp"

#include <sstream>

namespace edgebench::test {

struct CapturedConsole {
    std::ostringstream out, err;
    cli::Console console{cli::Console::Streams{out, err, std::nullopt, std::nullopt}};
};

// Both streams are a terminal of 60 columns.
struct CapturedTerminal {
    std::ostringstream out, err;
    cli::Console console{cli::Console::Streams{out, err, 60, 60}};
};

}  // namespace edgebench::test
