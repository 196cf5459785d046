// Whether an answer as long as shortest_window says is measured as precisely as it says.
#include "host/energy/shortest_window.hpp"
#include "tests/bench/energy_accuracy/cell.hpp"
#include "tests/bench/energy_accuracy/figures.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <cmath>
#include <cstdio>

namespace edgebench::bench {
namespace {

struct WindowCase {
    GaugeKind kind;
    const char* name;
    double refresh_s;
    int answers;
    double half_width;
};

// An instant gauge sees all of the power's unsteadiness, any other the mean over a refresh.
LoadShape shape_of(const Conditions& c) {
    const bool instant = c.kind == GaugeKind::instant;
    const double seen = c.unsteadiness * (instant ? 1 : std::sqrt(0.05 / c.refresh_s));
    LoadShape shape;
    shape.idle = Watts(c.idle_w);
    shape.net = Watts(c.decode_w - c.idle_w);
    shape.idle_sd = Watts(c.idle_w * seen);
    shape.load_sd = Watts(c.decode_w * seen);
    return shape;
}

}  // namespace

bool print_windows(const Effort& effort) {
    const int cells = effort.of(60);
    std::printf(
        "\n== Not measurable below X s: the shortest answer for a half-width of 5 and 2 %%, and "
        "the 95th percentile\n"
        "   of |error| (percent) of %d cells with answers of that length. Idle 1.5 W, answer 6.5 "
        "W, unsteadiness 8 %%.\n",
        cells);
    bool all_kept = true;
    std::uint64_t seed = effort.seed * 11'000'027;
    const std::pair<GaugeKind, const char*> kinds[] = {{GaugeKind::mean, "mean"},
                                                       {GaugeKind::first_order, "first order"},
                                                       {GaugeKind::instant, "instant"}};
    for (const double refresh : {1.0, 30.0}) {
        for (const auto& [kind, name] : kinds) {
            for (const int answers : {1, 10}) {
                for (const double half_width : {0.05, 0.02}) {
                    Conditions c;
                    c.kind = kind;
                    c.refresh_s = c.filter_constant_s = refresh;
                    c.prefill_w = c.decode_w = 6.5;
                    c.phase_sd = 0;
                    c.idle_s = idle_needed_s(c);
                    GaugeProfile gauge;
                    gauge.refresh = Seconds(refresh);
                    gauge.kernel = true_kernel(c);
                    gauge.filter_constant = Seconds(refresh);
                    std::printf("T %4.1f s, %-11s %2d answers, %g %%:", refresh, name, answers,
                                100 * half_width);
                    const auto window = shortest_window(gauge, shape_of(c), answers, half_width);
                    if (!window) {
                        std::puts(" not measurable");
                        continue;
                    }
                    if (*window > Seconds(2000)) {
                        std::printf(" X = %.0f s (not simulated)\n", window->value());
                        continue;
                    }
                    c.prefill_s = 0.1 * window->value();
                    c.decode_s = 0.95 * window->value();
                    Errors errors;
                    for (int i = 0; i < cells; ++i) {
                        CellRun run(c, gauge.kernel, ++seed);
                        run.add_answers(answers);
                        const auto cell = run.measure(Looks::once);
                        if (cell.energy.net) {
                            errors.add(cell.energy.net->value.value(), cell.truth.net_j);
                        }
                    }
                    std::printf(" X = %7.1f s, p95 %.2f (%zu measured)", window->value(),
                                errors.p95_percent(), errors.relative.size());
                    all_kept = judged(errors.p95_percent() <= 100 * half_width, "at most that") &&
                               all_kept;
                }
            }
        }
    }
    return all_kept;
}

}  // namespace edgebench::bench
