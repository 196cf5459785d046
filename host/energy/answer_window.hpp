#pragma once
// How long an answer has to be for its energy to be known to some share on a gauge.

#include "host/types/gauge.hpp"

#include <optional>

namespace edgebench {

struct GaugeErrors {
    Amps load{0};          // of the answer, above idle
    Amps idle_noise{0};    // standard deviation of one reading while idle
    Amps quantisation{0};  // step of the readings
};

// The shortest answer whose padded integral (padded_integral.hpp) has a 95 % error of `share` of
// its net energy; nothing where an hour does not suffice. Statistical errors only.
std::optional<Seconds> shortest_answer(const GaugeProfile& gauge, const GaugeErrors& errors,
                                       double share);

}  // namespace edgebench
