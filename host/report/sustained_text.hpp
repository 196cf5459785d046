#pragma once
// The curve of a sustained trial: what a phone keeps up when it gets warm.

#include "host/types/results.hpp"

#include <optional>
#include <string>

namespace edgebench::report {

// A row per minute and a drawing of the speed. Empty for a trial that was not sustained.
std::string sustained_text(const Attempt& attempt, std::optional<std::size_t> width);

}  // namespace edgebench::report
