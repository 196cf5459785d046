#pragma once
// The step of a gauge's readings.

#include <optional>
#include <span>

namespace edgebench {

// The largest step that all differences between the values are multiples of, when each value has
// been rounded to a whole number (488.28 behind 488, 976 or 977, 1465…). Nothing where the values
// are too few to exclude a smaller one. In the unit of the values, which is the same for all.
std::optional<double> quantisation_step(std::span<const double> values);

}  // namespace edgebench
