// Why half_width_in_se widens the interval of a run that stops when it is precise: coverage with
// and without, on normal numbers of many spreads.
#include "host/energy/mean_error.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

namespace edgebench::bench {
namespace {

constexpr double k_goal = 0.05;
constexpr int k_first = 5, k_most = 60;

std::vector<double> half_widths(Looks looks) {
    std::vector<double> widths;
    for (int n = 0; n <= k_most; ++n) {
        widths.push_back(n < 2 ? 0 : half_width_in_se({1, n - 1.0}, looks));
    }
    return widths;
}

// Whether the interval of a run of means of 1 holds 1.
bool covers(double sd, int prompts, const std::vector<double>& widths, std::mt19937_64& random) {
    std::normal_distribution<> normal(1, sd);
    double sum = 0, squares = 0;
    for (int n = 0;;) {
        const int round = n == 0 ? (k_first + prompts - 1) / prompts * prompts : prompts;
        for (int i = 0; i < round; ++i) {
            const double value = normal(random);
            sum += value;
            squares += value * value;
        }
        n += round;
        const double mean = sum / n;
        const double variance = std::max(0.0, squares - n * mean * mean) / (n - 1);
        const double half = widths[static_cast<std::size_t>(n)] * std::sqrt(variance / n);
        if (half <= k_goal * mean || n + prompts > k_most) return std::abs(mean - 1) <= half;
    }
}

}  // namespace

bool print_stopping(const Effort& effort) {
    const int runs = effort.of(20'000);
    std::printf(
        "\n== Stopping at the first round with a half-width of 5 %% (n = 5 to 60): coverage of the "
        "95 %% "
        "interval\n   by the spread of the values; normal numbers, %d runs a figure. Percent.\n",
        runs);
    std::mt19937_64 random(effort.seed);
    double least = 100, most = 0;
    for (const auto looks : {Looks::once, Looks::at_every_round}) {
        const auto widths = half_widths(looks);
        for (const int prompts : {1, 2, 5}) {
            std::printf("%-18s %d a round:", looks == Looks::once ? "plain t" : "widened", prompts);
            for (const double sd : {0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.15}) {
                int covered = 0;
                for (int i = 0; i < runs; ++i) covered += covers(sd, prompts, widths, random);
                const double percent = 100.0 * covered / runs;
                std::printf("  sd %g %%: %.1f", 100 * sd, percent);
                if (looks == Looks::once) continue;
                least = std::min(least, percent);
                most = std::max(most, percent);
            }
            std::puts("");
        }
    }
    std::printf("widened: %.1f to %.1f", least, most);
    return judged(least >= 92 && most <= 98, "92 to 98");
}

}  // namespace edgebench::bench
