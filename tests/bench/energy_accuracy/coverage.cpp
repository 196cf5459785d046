// Precision stopping on: how often the 95 % intervals hold the truth, and how wide they are.
#include "tests/bench/energy_accuracy/cell.hpp"
#include "tests/bench/energy_accuracy/figures.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <cmath>
#include <cstdio>

namespace edgebench::bench {
namespace {

constexpr double k_target = 0.05;
constexpr int k_most_repetitions = 40;

struct Stratum {
    GaugeKind kind;
    const char* name;
    double refresh_s;
    double decode_w;
};

struct StratumOutcome {
    Errors measured, population, prefill, decode;
    std::vector<double> measured_error, population_z;  // for the oracle, who knows the spreads
    std::vector<double> measured_width, population_width_over_oracle;
    double answers = 0;
};

Conditions conditions_of(const Stratum& stratum, std::mt19937_64& random) {
    const auto uniform = [&random](double low, double high) {
        return std::uniform_real_distribution<>(low, high)(random);
    };
    Conditions c;
    c.kind = stratum.kind;
    c.refresh_s = stratum.refresh_s;
    c.filter_constant_s = stratum.refresh_s * uniform(0.7, 2);
    c.idle_w = uniform(0.5, 2);
    c.decode_w = stratum.decode_w * uniform(0.85, 1.15) + c.idle_w;
    c.prefill_w = c.idle_w + (c.decode_w - c.idle_w) * uniform(1, 1.6);
    c.prefill_s = uniform(0.5, 3);
    c.decode_s = uniform(8, 15);
    c.unsteadiness = uniform(0.04, 0.12);
    c.gauge_noise = uniform(0.0005, 0.003);
    c.answer_sd = uniform(0.04, 0.1);
    c.drift_w_per_s = uniform(-0.001, 0.001);
    if (random() % 2 == 0) c.prompts = {0.8, 1.0, 1.2};
    c.idle_s = idle_needed_s(c);
    return c;
}

double half_width(const Estimate<Joules>& net) {
    return (net.population_mean->high - net.population_mean->low).value() / 2;
}

// Rounds of one answer to each prompt, until the population interval is narrow enough.
MeasuredCell run_until_precise(CellRun& run, int prompts) {
    run.add_answers(prompts);
    while (true) {
        auto cell = run.measure(Looks::at_every_round);
        const auto& net = cell.energy.net;
        const bool precise = net && net->population_mean &&
                             half_width(*net) <= k_target * std::abs(net->value.value());
        if (precise || run.attempts().size() >= static_cast<std::size_t>(k_most_repetitions)) {
            return cell;
        }
        run.add_answers(prompts);
    }
}

// The spread of one answer's energy about its prompt's mean, as the simulation makes it.
double true_sd(const Conditions& c) {
    const double prefill = (c.prefill_w - c.idle_w) * c.prefill_s;
    const double decode = (c.decode_w - c.idle_w) * c.decode_s;
    const double total = prefill + decode;
    const double parts = prefill * prefill + decode * decode;
    const double unsteady =
        c.unsteadiness * c.unsteadiness * 0.05 *
        (c.prefill_w * c.prefill_w * c.prefill_s + c.decode_w * c.decode_w * c.decode_s);
    return std::sqrt(std::pow(c.answer_sd * total, 2) +
                     (std::pow(c.phase_sd, 2) + std::pow(c.length_sd, 2)) * parts + unsteady);
}

void note(StratumOutcome& outcome, const MeasuredCell& cell, const Conditions& conditions) {
    const auto& net = *cell.energy.net;
    const double truth = cell.truth.net_j, expected = cell.truth.expected_net_j;
    outcome.answers += static_cast<double>(cell.energy.n);
    outcome.measured.add(net.value.value(), truth);
    outcome.measured.add_interval(net.measured_mean.low.value(), net.measured_mean.high.value(),
                                  truth);
    outcome.population.add(net.value.value(), expected);
    outcome.population.add_interval(net.population_mean->low.value(),
                                    net.population_mean->high.value(), expected);
    double squares = 0;
    for (const double prompt : conditions.prompts)
        squares += prompt * prompt / static_cast<double>(conditions.prompts.size());
    const double oracle = 1.96 * true_sd(conditions) * std::sqrt(squares) /
                          std::sqrt(static_cast<double>(cell.energy.n));
    outcome.population_width_over_oracle.push_back(half_width(net) / oracle);
    if (!cell.energy.prefill_net) return;
    const auto add = [](Errors& errors, const Estimate<Joules>& phase, double phase_truth) {
        errors.add(phase.value.value(), phase_truth);
        errors.add_interval(phase.measured_mean.low.value(), phase.measured_mean.high.value(),
                            phase_truth);
    };
    add(outcome.prefill, *cell.energy.prefill_net, cell.truth.prefill_j);
    add(outcome.decode, *cell.energy.decode_net, cell.truth.decode_j);
}

double root_mean_square(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return std::sqrt(sum / static_cast<double>(values.size()));
}

// The oracle of the measured mean knows the spread of the errors in the stratum.
double measured_width_ratio(const Errors& errors) {
    return quantile(errors.widths, 0.5) / (2 * 1.96 * root_mean_square(errors.relative));
}

void add(Errors& all, const Errors& one) {
    all.covered += one.covered;
    all.intervals += one.intervals;
}

}  // namespace

bool print_coverage(const Effort& effort) {
    const int cells = effort.of(400);
    std::printf(
        "\n== Coverage of 95 %% intervals with stopping at a half-width of 5 %% (5 to %d answers, "
        "looked at after\n"
        "   each round of 1 or 3 prompts), %d cells a row. Each cell: idle 0.5 to 2 W, prefill 0.5 "
        "to 3 s at 1 to 1.6\n"
        "   times the decode power, decode 8 to 15 s, unsteadiness 4 to 12 %%, gauge noise 0.05 to "
        "0.3 %%, drift up to\n"
        "   1 mW/s, answers' spread 4 to 10 %%. Kernel known; a filter's constant is 0.7 to 2 T. "
        "Percent; widths\n"
        "   against an oracle that knows every spread.\n",
        k_most_repetitions, cells);
    const std::pair<GaugeKind, const char*> kinds[] = {{GaugeKind::mean, "mean"},
                                                       {GaugeKind::first_order, "first order"},
                                                       {GaugeKind::instant, "instant"}};
    bool all_kept = true;
    Errors measured, population;
    std::uint64_t seed = effort.seed * 7'000'003;
    for (const auto& [kind, name] : kinds) {
        for (const double refresh : {0.35, 1.0, 1.47}) {
            for (const double power : {3.0, 10.0}) {
                const Stratum stratum{kind, name, refresh, power};
                StratumOutcome outcome;
                for (int i = 0; i < cells; ++i) {
                    std::mt19937_64 random(++seed);
                    const auto conditions = conditions_of(stratum, random);
                    CellRun run(conditions, true_kernel(conditions), seed);
                    note(outcome,
                         run_until_precise(run, static_cast<int>(conditions.prompts.size())),
                         conditions);
                }
                const double measured_ratio = measured_width_ratio(outcome.measured);
                const double population_ratio = quantile(outcome.population_width_over_oracle, 0.5);
                std::printf(
                    "%-12s T %.2f s, net %4.1f W: n %4.1f | measured mean %5.1f, width x%.2f | "
                    "population mean "
                    "%5.1f, width x%.2f | prefill %5.1f, decode %5.1f",
                    name, refresh, power, outcome.answers / cells,
                    outcome.measured.coverage_percent(), measured_ratio,
                    outcome.population.coverage_percent(), population_ratio,
                    outcome.prefill.coverage_percent(), outcome.decode.coverage_percent());
                const bool kept = outcome.measured.coverage_percent() >= 90 &&
                                  outcome.population.coverage_percent() >= 90 &&
                                  measured_ratio <= 1.5 && population_ratio <= 1.5;
                all_kept = judged(kept, ">= 90, x1.5") && all_kept;
                add(measured, outcome.measured);
                add(population, outcome.population);
            }
        }
    }
    const auto within = [](const Errors& errors) {
        return errors.coverage_percent() >= 92 && errors.coverage_percent() <= 98;
    };
    std::printf("all %d cells: measured mean %.1f, population mean %.1f", measured.intervals,
                measured.coverage_percent(), population.coverage_percent());
    return judged(within(measured) && within(population), "92 to 98") && all_kept;
}

}  // namespace edgebench::bench
