#include "host/energy/answer_window.hpp"

#include "host/energy/padded_integral.hpp"

#include <cmath>

namespace edgebench {
namespace {

constexpr Seconds k_longest_answer{3600};
constexpr double k_half_95 = 1.96;

// In (A s)^2, of the sum over an answer and its padding: noise and quantisation of each reading,
// the baseline from two idle windows, and for a gauge that shows instants (or may) the unseen time
// of the two edges, uniform over a refresh each.
double variance_of(const GaugeProfile& gauge, const GaugeErrors& errors, Seconds answer) {
    const auto memory = memory_of(gauge);
    const double refresh = gauge.refresh.value();
    const double integrated = (answer + memory).value();
    const double in_baseline = 2 * ((idle_window(gauge) - memory).value() / refresh);
    const double of_reading = errors.idle_noise.value() * errors.idle_noise.value() +
                              errors.quantisation.value() * errors.quantisation.value() / 12;
    double variance = of_reading * integrated * refresh;
    variance += of_reading / in_baseline * integrated * integrated;
    if (gauge.kernel == Kernel::instant || gauge.kernel == Kernel::undetermined) {
        variance += 2 * std::pow(errors.load.value() * refresh, 2) / 12;
    }
    return variance;
}

}  // namespace

std::optional<Seconds> shortest_answer(const GaugeProfile& gauge, const GaugeErrors& errors,
                                       double share) {
    constexpr double k_step = 1.05;
    for (auto answer = gauge.refresh; answer <= k_longest_answer; answer = answer * k_step) {
        const double error = k_half_95 * std::sqrt(variance_of(gauge, errors, answer));
        if (error <= share * errors.load.value() * answer.value()) return answer;
    }
    return std::nullopt;
}

}  // namespace edgebench
