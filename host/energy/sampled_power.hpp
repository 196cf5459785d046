#pragma once
// What a gauge of known kernel misses of a power that changes between its readings.
//
// A sum over readings taken every T is the integral of the power weighted with h, the sum of the
// kernel's weights at one time over all readings; h has the period T and the mean 1. For a first-
// order filter of constant c = T / r it is, at x = 0..1 of the way from one reading to the next,
// h(x) = r exp(-r x) / (1 - exp(-r)); for a mean it is 1; for an instant it is a comb (r -> inf).

#include "host/types/gauge.hpp"

namespace edgebench {

// Refresh over filter constant: 0 for a mean, infinite for an instant gauge. An undetermined kernel
// is taken for an instant, which misses most.
double sharpness(const GaugeProfile& gauge);

// Of the sum over readings when the power steps by 1 W at a time that is uniform against the grid:
// its variance / T^2. 1/12 - coth(r/2) / 2r + 1/r^2.
double step_variance(double sharpness);

// The share of the variance of a reading (for a filter: of what is new in it) that the sum over
// readings has as an error: 1 - (2/r) tanh(r/2). White power is assumed.
double unseen_share(double sharpness);

// How much more the mean of idle readings varies than that of independent ones: (1+a) / (1-a), with
// a = exp(-1/r') the correlation of neighbours. An undetermined kernel is taken for a filter whose
// constant is the refresh.
double correlation_factor(const GaugeProfile& gauge);

}  // namespace edgebench
