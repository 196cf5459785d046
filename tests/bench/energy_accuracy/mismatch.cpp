// A phone that is not as the method assumes: what that does to errors and intervals.
#include "tests/bench/energy_accuracy/cell.hpp"
#include "tests/bench/energy_accuracy/figures.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <cstdio>
#include <functional>
#include <set>

namespace edgebench::bench {
namespace {

constexpr int k_mismatch_answers = 20;

struct Mismatch {
    const char* name;
    std::function<void(Conditions&)> spoil;
    Kernel assumed = Kernel::mean;
};

const Mismatch k_mismatches[] = {
    {"none", [](Conditions&) {}},
    {"refresh drifts by 2 % a minute", [](Conditions& c) { c.period_drift = 0.02; }},
    {"refresh jitters by 20 ms", [](Conditions& c) { c.jitter_s = 0.02; }},
    {"polls up to 60 ms late", [](Conditions& c) { c.poll_lateness_s = 0.06; }},
    {"10 % of the polls missed", [](Conditions& c) { c.missed_polls = 0.1; }},
    {"power ramps for 1 s at each edge", [](Conditions& c) { c.ramp_s = 1; }},
    {"decode power falls by 20 %", [](Conditions& c) { c.decline = 0.2; }},
    {"sag of 50 mV", [](Conditions& c) { c.resistance_ohm = 0.02; }},
    {"sag of 300 mV", [](Conditions& c) { c.resistance_ohm = 0.12; }},
    {"voltage renewed every 15 s", [](Conditions& c) { c.voltage_every_s = 15; }},
    {"gauge is half mean, half instant",
     [](Conditions& c) { c.kind = GaugeKind::half_mean_half_instant; }},
    {"gauge filters means", [](Conditions& c) { c.kind = GaugeKind::filtered_mean; }},
    {"gauge is instant", [](Conditions& c) { c.kind = GaugeKind::instant; }},
    {"gauge is first order", [](Conditions& c) { c.kind = GaugeKind::first_order; }},
    {"first order taken for undetermined", [](Conditions& c) { c.kind = GaugeKind::first_order; },
     Kernel::undetermined},
    {"instant taken for undetermined", [](Conditions& c) { c.kind = GaugeKind::instant; },
     Kernel::undetermined},
    {"idle wanders by 10 % (5 s)",
     [](Conditions& c) {
         std::mt19937_64 random(5);
         std::normal_distribution<> normal(0, 0.1);
         double level = 0;
         for (int s = 0; s < 3600; ++s) {
             level = 0.8 * level + 0.6 * normal(random);
             c.replayed.push_back(level);
         }
     }},
};

void add(Errors& errors, const std::optional<Estimate<Joules>>& estimate, double truth) {
    if (!estimate) return;
    errors.add(estimate->value.value(), truth);
    errors.add_interval(estimate->measured_mean.low.value(), estimate->measured_mean.high.value(),
                        truth);
}

void print(const char* name, const Errors& errors) {
    if (errors.relative.empty()) {
        std::printf(" | %s none", name);
        return;
    }
    std::printf(" | %s %5.2f (%+.2f) in %3.0f", name, errors.median_percent(),
                errors.mean_percent(), errors.coverage_percent());
}

}  // namespace

bool print_mismatch(const Effort& effort) {
    const int cells = effort.of(50);
    std::printf(
        "\n== Mismatch: T = 1 s, a mean gauge is assumed unless said, %d answers of 2 + 8 s, %d "
        "cells a row,\n"
        "   idle 1.5, prefill 7, decode 5 W. Percent: median |error|, (mean error), coverage of "
        "the measured\n"
        "   mean; of the population mean for the net energy; and what the verdicts said.\n",
        k_mismatch_answers, cells);
    std::uint64_t seed = effort.seed * 3'000'017;
    for (const auto& mismatch : k_mismatches) {
        Conditions conditions;
        mismatch.spoil(conditions);
        conditions.idle_s = idle_needed_s(conditions);
        Errors net, prefill, decode, population;
        std::set<std::string> reasons;
        int lost = 0;
        for (int i = 0; i < cells; ++i) {
            CellRun run(conditions, mismatch.assumed, ++seed);
            run.add_answers(k_mismatch_answers);
            const auto cell = run.measure(Looks::once);
            reasons.insert(cell.reasons.begin(), cell.reasons.end());
            lost += k_mismatch_answers - static_cast<int>(cell.energy.n);
            add(net, cell.energy.net, cell.truth.net_j);
            add(prefill, cell.energy.prefill_net, cell.truth.prefill_j);
            add(decode, cell.energy.decode_net, cell.truth.decode_j);
            if (!cell.energy.net || !cell.energy.net->population_mean) continue;
            const auto& interval = *cell.energy.net->population_mean;
            population.add_interval(interval.low.value(), interval.high.value(),
                                    cell.truth.expected_net_j);
        }
        std::printf("%-36s", mismatch.name);
        print("net", net);
        if (population.intervals > 0) std::printf(", pop. %3.0f", population.coverage_percent());
        print("prefill", prefill);
        print("decode", decode);
        if (lost > 0)
            std::printf(" | %.1f %% of the trials:", 100.0 * lost / cells / k_mismatch_answers);
        for (const auto& reason : reasons) std::printf(" \"%s\"", reason.c_str());
        std::puts("");
    }
    return true;
}

}  // namespace edgebench::bench
