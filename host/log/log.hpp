#pragma once
// Log lines on standard error, for the person who watches a run. Results never go through here.
// May be called from any thread. Without a call of `setup`, info and above are shown.

#include <string_view>

namespace edgebench::log {

enum class Level { debug, info, warning };  // `--verbose` is debug
enum class Colour { if_terminal, never };   // never: NO_COLOR or --no-colour

void setup(Level level, Colour colour);

void debug(std::string_view text);
void info(std::string_view text);
void warn(std::string_view text);

}  // namespace edgebench::log
