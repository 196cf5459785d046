#pragma once
// The error of a mean over trials as an estimate of what such trials give in the long run.

#include <optional>
#include <span>
#include <string>

namespace edgebench {

// Half the width of a 95 % interval of the normal distribution, in standard errors.
inline constexpr double k_normal_975 = 1.959964;

// How often the mean was looked at before it was kept. Who stops as soon as an interval is narrow
// enough stops too often by luck, and needs a wider one.
enum class Looks { once, at_every_round };

struct MeanError {
    double se = 0;  // in the unit of the values
    double degrees_of_freedom = 0;
};

// `prompts` names the prompt of each value. The prompts of a set are fixed, so where each has at
// least two values (and 4 degrees of freedom are left) only the spread within prompts counts, by
// Satterthwaite's approximation; else the spread of all, which is too wide rather than too narrow.
// Nothing below n = 5.
std::optional<MeanError> error_of_mean(std::span<const double> values,
                                       std::span<const std::string> prompts);

// Half the width of the 95 % interval in standard errors: Student's t. For `at_every_round` it is
// multiplied by 1 + 1 / (degrees of freedom + 1): with that, stopping at the first round (from n =
// 5 on) whose half-width is 5 % or less covers in 94.2 to 97.0 % whatever the spread, by simulation
// (edgebench-bench-energy-accuracy --only stopping prints the table; without it, in 92.0 to 95.1
// %).
double half_width_in_se(const MeanError& error, Looks looks);

struct Spread {
    std::optional<double> within;   // standard deviation between repetitions of one prompt
    std::optional<double> between;  // of the prompts' true means: what chance does not explain
};
Spread spread_of_prompts(std::span<const double> values, std::span<const std::string> prompts);

}  // namespace edgebench
