// The published method, its repairs one by one, least squares alone, and edgebench's own, on one
// fixed list of cells.
#include "host/energy/readings.hpp"
#include "host/energy/trial_windows.hpp"
#include "tests/bench/energy_accuracy/cell.hpp"
#include "tests/bench/energy_accuracy/figures.hpp"
#include "tests/bench/energy_accuracy/least_squares.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>

namespace edgebench::bench {
namespace {

constexpr int k_listed_answers = 20;
constexpr std::pair<GaugeKind, const char*> k_kinds[] = {{GaugeKind::mean, "mean"},
                                                         {GaugeKind::first_order, "first order"},
                                                         {GaugeKind::instant, "instant"}};
constexpr double k_idle_w[] = {0.5, 1, 1.5, 2};
constexpr double k_window_s[] = {8, 12, 20, 30};

// What the published method does not do, repaired one after the other.
enum class Repair { none, baseline, voltage, window, kernel };

// arXiv 2603.26603: polls held and resampled every 100 ms, the trial's first voltage, 0.10 A taken
// for idle and nothing below it, from 2 s before the request to the last token.
double repaired_j(const Attempt& attempt, Repair repair) {
    constexpr Seconds k_step{0.1}, k_spin_up{2};
    const auto& gauge = *attempt.energy.gauge;
    const auto& polls = attempt.end.readings.front();
    const auto windows = *trial_windows(attempt.end);
    const auto readings = grid_readings(polls, gauge);
    const Volts first_voltage = *battery_voltage(polls.voltage_raw.front());
    // A reading is shown from its end on. Taken for what it is, a mean, it tells of the time
    // before.
    const auto reading_at = [&](DeviceTime time) -> const GridReading& {
        const auto next = std::ranges::upper_bound(readings, time, {}, &GridReading::end);
        const auto index = next - readings.begin() - (repair >= Repair::kernel ? 0 : 1);
        return readings[static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(index, 0, std::ssize(readings) - 1))];
    };
    const auto power_of = [&](const GridReading& reading) {
        return repair >= Repair::voltage ? reading.power : first_voltage * reading.current;
    };
    Watts idle{0};
    double idle_readings = 0;
    for (const auto& reading : readings) {
        if (reading.end > windows.answer.begin) break;
        idle += power_of(reading);
        ++idle_readings;
    }
    idle = idle / idle_readings;
    const auto net_at = [&](DeviceTime time) {
        const auto& reading = reading_at(time);
        if (repair >= Repair::baseline) return power_of(reading) - idle;
        return first_voltage * std::max(Amps(0), reading.current - Amps(0.1));
    };
    const auto begin =
        repair >= Repair::window ? windows.answer.begin : later(windows.answer.begin, -k_spin_up);
    const auto length = seconds_between(begin, windows.answer.end);
    const auto steps = static_cast<std::int64_t>(std::round(length.value() / k_step.value()));
    Joules sum{0};
    for (std::int64_t i = 0; i < steps; ++i) {
        const auto middle =
            later(begin, length * ((static_cast<double>(i) + 0.5) / static_cast<double>(steps)));
        sum += net_at(middle) * (length / static_cast<double>(steps));
    }
    return sum.value();
}

using Attempts = std::vector<Attempt>;

double mean_of(const Attempts& attempts, const std::function<double(const Attempt&)>& energy_j) {
    double sum = 0;
    for (const auto& attempt : attempts) sum += energy_j(attempt);
    return sum / static_cast<double>(attempts.size());
}

struct Row {
    const char* name;
    std::function<double(const Attempts&, const MeasuredCell&)> energy_j;
    Errors errors{};
};

std::function<double(const Attempts&, const MeasuredCell&)> repaired(Repair repair) {
    return [repair](const Attempts& attempts, const MeasuredCell&) {
        return mean_of(attempts, [repair](const Attempt& a) { return repaired_j(a, repair); });
    };
}

std::vector<Row> rows() {
    return {{"published (arXiv 2603.26603)",
             [](const Attempts& attempts, const MeasuredCell&) {
                 return mean_of(attempts, [](const Attempt& a) { return a.energy.paper->value(); });
             }},
            {"  the same, here", repaired(Repair::none)},
            {"+ idle power measured", repaired(Repair::baseline)},
            {"+ voltage of each reading", repaired(Repair::voltage)},
            {"+ window is the answer (hold)", repaired(Repair::window)},
            {"+ a reading tells of its past (plain)", repaired(Repair::kernel)},
            {"least squares, right kernel",
             [](const Attempts& attempts, const MeasuredCell& cell) {
                 return least_squares_j(attempts, cell.energy.kernel);
             }},
            {"least squares, always a mean",
             [](const Attempts& attempts, const MeasuredCell&) {
                 return least_squares_j(attempts, Kernel::mean);
             }},
            {"edgebench", [](const Attempts&, const MeasuredCell& cell) {
                 return cell.energy.net->value.value();
             }}};
}

double median_size(const std::vector<double>& errors, const std::vector<std::size_t>& which) {
    std::vector<double> sizes;
    for (const auto i : which) sizes.push_back(std::abs(errors[i]));
    return quantile(std::move(sizes), 0.5);
}

// Of two medians over the same cells: bootstrap over cells.
void print_ratio(const Errors& published, const Errors& ours, std::uint64_t seed) {
    constexpr int k_resamples = 4000;
    std::vector<std::size_t> cells(ours.relative.size());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = i;
    const auto ratio = [&](const std::vector<std::size_t>& which) {
        return median_size(published.relative, which) / median_size(ours.relative, which);
    };
    const double all = ratio(cells);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::size_t> any(0, cells.size() - 1);
    std::vector<double> ratios;
    for (int i = 0; i < k_resamples; ++i) {
        for (auto& cell : cells) cell = any(random);
        ratios.push_back(ratio(cells));
    }
    std::printf(
        "median |error| of the published method over edgebench's: %.0f (95 %%: %.0f to %.0f)\n",
        all, quantile(ratios, 0.025), quantile(ratios, 0.975));
}

Conditions conditions_of(GaugeKind kind, double idle_w, double window_s) {
    Conditions c;
    c.kind = kind;
    c.idle_w = idle_w;
    c.prefill_w = idle_w + 5.5;
    c.decode_w = idle_w + 3.5;
    c.prefill_s = 0.2 * window_s;
    c.decode_s = 0.8 * window_s;
    c.idle_s = idle_needed_s(c);
    return c;
}

}  // namespace

bool print_estimators(const Effort& effort) {
    auto all = rows();
    std::uint64_t seed = effort.seed * 17'000'023;
    std::printf(
        "\n== Published method against ours: T = 1 s, uA, right sign, %d answers a cell; idle 0.5, "
        "1, 1.5, 2 W\n"
        "   x windows of 8, 12, 20, 30 s x mean, first-order and instant gauge: 48 cells. Net "
        "energy, percent.\n",
        k_listed_answers);
    for (const auto& [kind, name] : k_kinds) {
        auto of_kind = rows();
        for (const double idle_w : k_idle_w) {
            for (const double window_s : k_window_s) {
                const auto conditions = conditions_of(kind, idle_w, window_s);
                CellRun run(conditions, true_kernel(conditions), ++seed);
                run.add_answers(k_listed_answers);
                const auto cell = run.measure(Looks::once);
                auto attempts = run.attempts();
                std::erase_if(attempts, [](const Attempt& a) { return !a.energy.net; });
                for (std::size_t i = 0; i < all.size(); ++i) {
                    const double energy_j = all[i].energy_j(attempts, cell);
                    all[i].errors.add(energy_j, cell.truth.net_j);
                    of_kind[i].errors.add(energy_j, cell.truth.net_j);
                }
            }
        }
        std::printf("%s gauge:", name);
        for (const auto& row : {of_kind.front(), of_kind.back()}) {
            std::printf("  %s %.2f", row.name, row.errors.median_percent());
        }
        std::puts("");
    }
    std::printf("%-40s median |error|    95th percentile    mean error\n", "");
    for (const auto& row : all) {
        std::printf("%-40s %14.2f %18.2f %13.2f\n", row.name, row.errors.median_percent(),
                    row.errors.p95_percent(), row.errors.mean_percent());
    }
    print_ratio(all.front().errors, all.back().errors, effort.seed);
    return true;
}

}  // namespace edgebench::bench
