#pragma once
// Changes as plain seconds, as the search for a refresh period takes them.

#include "host/energy/refresh.hpp"

#include <span>
#include <vector>

namespace edgebench {

// Of one stretch of polls: the middle of each change in seconds since the first one began, and half
// of the time between the two polls around it.
struct Marks {
    std::vector<double> middle;
    std::vector<double> half;
};

Marks marks_of(std::span<const Change> changes);

// The part of the marks that begins at `from`.
Marks part_of(const Marks& marks, std::size_t from, std::size_t count);

// A phase of that period, in seconds, that the marks lie around or that most of them allow.
double phase_of(const Marks& marks, double period);

// Values below which a share of them lies; not of none.
double quantile(std::vector<double> values, double share);

}  // namespace edgebench
