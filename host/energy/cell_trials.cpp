#include "host/energy/cell_trials.hpp"

#include "host/energy/kernel_weights.hpp"
#include "host/energy/sampled_power.hpp"
#include "host/energy/source_grid.hpp"
#include "host/energy/trial_windows.hpp"

#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace edgebench {
namespace {

using Readings = std::span<const GridReading>;

// When an instant gauge's reading was made is known to about half a poll: nearer to an edge than
// this it may belong to the neighbour and is left out. (A phase of a few of these is used whole.)
constexpr Seconds k_edge_guard{0.05};
constexpr double k_shortest_guarded = 4;

constexpr double k_least_weight = 1e-6;  // of all phases together, for a reading to be a row

struct Row {
    Eigen::VectorXd weight;
    double power = 0;
};

Row row_of(const GridReading& reading, const KernelModel& kernel, const Baseline& baseline,
           std::span<const Window> phases) {
    Row row{Eigen::VectorXd(static_cast<Eigen::Index>(phases.size())), 0};
    for (std::size_t p = 0; p < phases.size(); ++p) {
        row.weight(static_cast<Eigen::Index>(p)) =
            kernel_weight(kernel, reading.begin, reading.end, phases[p].begin, phases[p].end);
    }
    const auto middle = later(reading.begin, seconds_between(reading.begin, reading.end) / 2);
    row.power = (reading.power - baseline.at(middle)).value();
    return row;
}

// A filter's readings repeat what they remember; what is new in each of them is independent.
Row fresh(const Row& row, const Row& before, double kept) {
    return {(row.weight - kept * before.weight) / (1 - kept),
            (row.power - kept * before.power) / (1 - kept)};
}

std::vector<Window> guarded(std::span<const Window> phases, Kernel kernel) {
    std::vector<Window> result(phases.begin(), phases.end());
    if (kernel != Kernel::instant) return result;
    for (auto& phase : result) {
        if (seconds_between(phase.begin, phase.end) < k_edge_guard * k_shortest_guarded) continue;
        phase = {later(phase.begin, k_edge_guard), later(phase.end, -k_edge_guard)};
    }
    return result;
}

PhaseTrial rows_of(Readings readings, const GaugeProfile& gauge, const LoadEnergy& total,
                   std::span<const Window> phases) {
    const KernelModel kernel{gauge.kernel, gauge.filter_constant};
    const double kept = gauge.kernel == Kernel::first_order ? std::exp(-sharpness(gauge)) : 0;
    const auto seen = guarded(phases, gauge.kernel);
    std::vector<Row> rows;
    auto before = row_of(readings.front(), kernel, total.baseline, seen);
    for (const auto& reading : readings.subspan(1)) {
        const auto row = row_of(reading, kernel, total.baseline, seen);
        const auto news = fresh(row, before, kept);
        if (news.weight.sum() > k_least_weight) rows.push_back(news);
        before = row;
    }
    const auto count = static_cast<Eigen::Index>(phases.size());
    const auto row_count = static_cast<Eigen::Index>(rows.size());
    PhaseTrial trial;
    trial.weights.resize(row_count, count);
    trial.power.resize(row_count);
    trial.duration.resize(count);
    for (Eigen::Index k = 0; k < trial.power.size(); ++k) {
        const auto& row = rows[static_cast<std::size_t>(k)];
        trial.weights.row(k) = row.weight.transpose();
        trial.power(k) = row.power;
    }
    for (Eigen::Index p = 0; p < count; ++p) {
        const auto& phase = phases[static_cast<std::size_t>(p)];
        trial.duration(p) = seconds_between(phase.begin, phase.end).value();
    }
    trial.refresh_s = gauge.refresh.value();
    trial.unseen = unseen_share(sharpness(gauge));
    if (gauge.kernel == Kernel::instant) {
        trial.total_variance = std::pow(total.baseline_se.value() * trial.duration.sum(), 2);
    } else {
        trial.total_j = total.net.value();
        trial.common_se = total.common_se.value();
        trial.total_variance = std::pow(total.net_se.value(), 2) - std::pow(trial.common_se, 2);
    }
    return trial;
}

// Energy over charge, of the readings that reach into the window; 0 where there was no voltage.
Volts mean_voltage(Readings readings, const Window& window) {
    Watts power{0};
    Amps current{0};
    for (const auto& reading : readings) {
        if (reading.end <= window.begin || reading.begin >= window.end) continue;
        power += reading.power;
        current += reading.current;
    }
    if (current == Amps(0)) return Volts(0);
    return Volts(power.value() / current.value());
}

void fill_load(CellTrial& result, Readings grid, const GaugeProfile& gauge,
               const TrialWindows& windows) {
    if (!windows.load || !windows.idle_loaded) return;
    result.load = padded_integral(grid, gauge, windows.idle_before, *windows.idle_loaded).energy;
    if (!result.load || gauge.kernel != Kernel::instant) return;
    result.load_rows = rows_of(grid, gauge, *result.load, std::array{*windows.load});
}

}  // namespace

std::optional<CellTrial> cell_trial(const Attempt& attempt, Kernel kernel) {
    const auto windows = trial_windows(attempt.end);
    if (!windows || !attempt.energy.net || !attempt.energy.gauge) return std::nullopt;
    auto gauge = *attempt.energy.gauge;
    gauge.kernel = kernel;
    const auto grid = source_grid(attempt.end, attempt.energy.source, gauge).readings;
    if (grid.size() < 2) return std::nullopt;
    const auto answer =
        padded_integral(grid, gauge, windows->idle_before_answer(), windows->idle_after).energy;
    if (!answer) return std::nullopt;
    CellTrial result;
    result.trial = attempt.begin.trial;
    result.answer = *answer;
    const auto& window = windows->answer;
    result.answer_length = seconds_between(window.begin, window.end);
    result.baseline = answer->baseline.at(later(window.begin, result.answer_length / 2));
    result.gross = answer->net + result.baseline * result.answer_length;
    result.voltage = mean_voltage(grid, window);
    result.prompt_tokens = attempt.latency.prompt_tokens;
    result.output_tokens = attempt.latency.output_tokens;
    fill_load(result, grid, gauge, *windows);
    if (kernel != Kernel::undetermined) {
        const Window prefill{window.begin, windows->first_token};
        const Window decode{windows->first_token, window.end};
        result.answer_rows = rows_of(grid, gauge, *answer, std::array{prefill, decode});
    }
    return result;
}

}  // namespace edgebench
