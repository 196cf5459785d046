#pragma once
// How well the changes of a reading tell the period of its refreshes, once it is roughly known.

#include "host/energy/refresh_marks.hpp"

#include <span>

namespace edgebench {

struct PeriodPosterior {
    double mean_s = 0;
    double low_s = 0;  // 95 %
    double high_s = 0;
};

// `period_s` is near enough that each change has a sure refresh number. Two accounts of the jitter
// are weighed against each other: a grid that keeps its phase, seen through late polls (likelihood
// of the two polls around each change, integrated over phase and jitter), and a period whose errors
// add up (a random walk of the phase, by a Kalman filter).
PeriodPosterior period_posterior(std::span<const Marks> stretches, double period_s);

}  // namespace edgebench
