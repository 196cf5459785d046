#pragma once
// Least squares over the readings of all trials at once, as a plain user would do it: power of
// idling, prefill and decode, no padding, no baseline of each trial, no robustness.

#include "host/types/results.hpp"

#include <span>

namespace edgebench::bench {

// Mean net energy of an answer.
double least_squares_j(std::span<const Attempt> attempts, Kernel kernel);

}  // namespace edgebench::bench
