// Known kernel, 20 answers: how far the cell's energies are from the truth.
#include "tests/bench/energy_accuracy/cell.hpp"
#include "tests/bench/energy_accuracy/figures.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <cstdio>

namespace edgebench::bench {
namespace {

constexpr int k_repetitions = 20;

struct Limits {
    double net_median, net_p95, phase_median;  // percent
};

struct Case {
    GaugeKind kind;
    const char* name;
    double constant;  // filter constant / refresh
    Limits limits;
};

constexpr Case k_cases[] = {{GaugeKind::mean, "mean", 1, {0.5, 1.5, 1.5}},
                            {GaugeKind::first_order, "first order, c = T", 1, {0.5, 1.5, 1.5}},
                            {GaugeKind::first_order, "first order, c = 2T", 2, {0.5, 1.5, 1.5}},
                            {GaugeKind::instant, "instant", 1, {1, 2, 1e9}}};
constexpr double k_refreshes[] = {0.35, 1.0, 1.47};

struct Shape {
    double prefill_s, decode_s;
};
constexpr Shape k_shapes[] = {{2, 6}, {0.3, 7.7}, {4, 12}, {1, 29}};

struct PhaseErrors {
    Errors net, prefill, decode;
    int without_phases = 0;

    void add(const MeasuredCell& cell) {
        const auto& energy = cell.energy;
        const auto note = [](Errors& errors, const Estimate<Joules>& estimate, double truth) {
            errors.add(estimate.value.value(), truth);
            errors.add_interval(estimate.measured_mean.low.value(),
                                estimate.measured_mean.high.value(), truth);
        };
        note(net, *energy.net, cell.truth.net_j);
        if (!energy.prefill_net) {
            ++without_phases;
            return;
        }
        note(prefill, *energy.prefill_net, cell.truth.prefill_j);
        note(decode, *energy.decode_net, cell.truth.decode_j);
    }
};

void print_errors(const char* name, const Errors& errors) {
    std::printf(" | %s %5.2f %5.2f (%+.2f) cov %3.0f", name, errors.median_percent(),
                errors.p95_percent(), errors.mean_percent(), errors.coverage_percent());
}

bool judge(const PhaseErrors& errors, const Limits& limits) {
    print_errors("net", errors.net);
    print_errors("prefill", errors.prefill);
    print_errors("decode", errors.decode);
    const bool kept = errors.net.median_percent() <= limits.net_median &&
                      errors.net.p95_percent() <= limits.net_p95 &&
                      errors.prefill.median_percent() <= limits.phase_median &&
                      errors.decode.median_percent() <= limits.phase_median;
    if (errors.without_phases > 0) std::printf(" | %d without phases", errors.without_phases);
    return kept;
}

Conditions conditions_of(const Case& one, double refresh, const Shape& shape) {
    Conditions c;
    c.kind = one.kind;
    c.refresh_s = refresh;
    c.filter_constant_s = refresh * one.constant;
    c.prefill_s = shape.prefill_s;
    c.decode_s = shape.decode_s;
    c.prefill_w = 15;
    c.decode_w = 10;
    c.idle_s = idle_needed_s(c);
    return c;
}

}  // namespace

bool print_accuracy(const Effort& effort) {
    const int cells = effort.of(60);
    std::printf(
        "\n== Accuracy: %d answers a cell, %d cells a row, idle 1.5 W, prefill 15 W, decode 10 W,\n"
        "   unsteadiness 8 %% per 50 ms, gauge noise 0.2 %%, steps of 0.5 mA, jitter 3 ms; kernel "
        "known.\n"
        "   Percent: median and 95th percentile of |error|, (mean error), coverage of the measured "
        "mean.\n",
        k_repetitions, cells);
    bool all_kept = true;
    std::uint64_t seed = effort.seed * 1'000'003;
    for (const auto& one : k_cases) {
        PhaseErrors all;
        for (const double refresh : k_refreshes) {
            for (const auto& shape : k_shapes) {
                const auto conditions = conditions_of(one, refresh, shape);
                PhaseErrors errors;
                for (int i = 0; i < cells; ++i) {
                    CellRun run(conditions, true_kernel(conditions), ++seed);
                    run.add_answers(k_repetitions);
                    const auto cell = run.measure(Looks::once);
                    errors.add(cell);
                    all.add(cell);
                }
                std::printf("%-20s T %.2f s, prefill %.1f s, decode %4.1f s", one.name, refresh,
                            shape.prefill_s, shape.decode_s);
                judge(errors, one.limits);
                std::puts("");
            }
        }
        std::printf("%-20s all", one.name);
        const bool kept = judge(all, one.limits);
        all_kept = judged(kept, one.kind == GaugeKind::instant ? "net 1 and 2"
                                                               : "net 0.5 and 1.5, phases 1.5") &&
                   all_kept;
    }
    return all_kept;
}

bool judged(bool kept, std::string_view threshold) {
    std::printf("  [asked: %.*s: %s]\n", static_cast<int>(threshold.size()), threshold.data(),
                kept ? "kept" : "MISSED");
    return kept;
}

}  // namespace edgebench::bench
