#pragma once
// What a gauge can resolve: the shortest answer whose net energy it measures with a given
// precision.

#include "host/types/gauge.hpp"

#include <optional>

namespace edgebench {

// What earlier readings of this phone, or expectation, say of idling and of an answer.
struct LoadShape {
    Watts idle{1.5};
    Watts net{5};         // the answer above idle
    Watts idle_sd{0.12};  // of one reading about its mean
    Watts load_sd{0.5};
    double sag = 0.05;  // of the voltage under the answer, relative
};

// `half_width` is that of the 95 % interval of the measured mean over `answers` answers, relative:
//     1.96^2 / answers * (2 v (T/X)^2 + 2 (j/X)^2 + (d sag T/2X)^2 + u s^2 T/X + q^2 (P/N)^2 T/X
//                         + B^2 (1 + m/X)^2 / N^2)
// for an answer of X with net power N and power P, v and u of sampled_power.hpp, j the jitter of a
// refresh, d the doubt of voltage_lag.hpp, s = load_sd / N, q the noise of a reading, B the error
// of the baseline from idle windows of the needed length and m the gauge's memory. Never below the
// refreshes that trial_energy asks for. Nothing where no answer of up to a day is long enough.
std::optional<Seconds> shortest_window(const GaugeProfile& gauge, const LoadShape& load,
                                       int answers, double half_width);

}  // namespace edgebench
