#include "host/energy/gauge_kernel.hpp"

#include "host/energy/quantisation.hpp"
#include "host/energy/readings.hpp"
#include "host/energy/refresh_marks.hpp"
#include "host/energy/shortest_window.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int k_folds = 5;
constexpr int k_fold_length = 8;  // neighbouring readings share their edges: they stay together
constexpr double k_least_certainty = 4;  // standard errors between the best kernel and the next
constexpr Volts k_usual_voltage{3.85};
constexpr double k_of_mean_absolute = 1.2533;  // normal deviates
constexpr double k_worst_fit = 0.15;           // mean error over the current of the load
// A faster filter is an instant gauge, a slower one forgets no block.
constexpr double k_shortest_filter = 0.2, k_longest_filter = 10;  // refreshes

// A reading and the block that it belongs to.
struct Observation {
    GridReading reading;
    const std::vector<LoadInterval>* loads;
};

std::vector<Observation> observations_of(std::span<const KernelBlock> blocks,
                                         const GaugeProfile& gauge) {
    std::vector<Observation> observations;
    for (const auto& block : blocks) {
        if (block.readings.first_ns.empty() || block.loads.empty()) continue;
        const auto grid = grid_readings(block.readings, with_phase(gauge, block.readings));
        for (const auto& reading : grid) {
            const bool within =
                reading.begin >= block.loads.front().begin && reading.end <= block.loads.back().end;
            if (within && reading.sight == Sight::polled) {
                observations.push_back({reading, &block.loads});
            }
        }
    }
    return observations;
}

std::size_t levels_of(std::span<const KernelBlock> blocks) {
    std::size_t levels = 0;
    for (const auto& block : blocks) {
        for (const auto& load : block.loads) levels = std::max(levels, load.level + 1);
    }
    return levels;
}

// The first interval reaches back as far as the gauge can remember.
DeviceTime begin_of(const std::vector<LoadInterval>& loads, std::size_t i, Seconds memory) {
    return i == 0 ? later(loads[0].begin, memory * -1) : loads[i].begin;
}

// A row per reading: how much of it is off, and how much each level adds.
MatrixXd design(const std::vector<Observation>& observations, std::size_t levels,
                const KernelModel& kernel) {
    constexpr double k_memory = 20;
    MatrixXd rows = MatrixXd::Zero(static_cast<Eigen::Index>(observations.size()),
                                   static_cast<Eigen::Index>(levels));
    for (Eigen::Index k = 0; k < rows.rows(); ++k) {
        const auto& [reading, loads] = observations[static_cast<std::size_t>(k)];
        const auto memory =
            kernel.filter_constant.value_or(seconds_between(reading.begin, reading.end)) * k_memory;
        for (std::size_t i = 0; i < loads->size(); ++i) {
            const auto begin = begin_of(*loads, i, memory);
            if (begin > reading.end) break;
            if ((*loads)[i].end < later(reading.begin, memory * -1)) continue;
            const double weight =
                kernel_weight(kernel, reading.begin, reading.end, begin, (*loads)[i].end);
            rows(k, 0) += weight;
            const auto level = static_cast<Eigen::Index>((*loads)[i].level);
            if (level > 0) rows(k, level) += weight * (*loads)[i].scale;
        }
    }
    return rows;
}

VectorXd currents_of(const std::vector<Observation>& observations) {
    VectorXd currents(static_cast<Eigen::Index>(observations.size()));
    for (Eigen::Index k = 0; k < currents.size(); ++k) {
        currents(k) = observations[static_cast<std::size_t>(k)].reading.current.value();
    }
    return currents;
}

int fold_of(Eigen::Index k) {
    return static_cast<int>(k / k_fold_length) % k_folds;
}

// Sums of least squares: they can be added and taken away fold by fold.
struct NormalSums {
    MatrixXd gram;
    VectorXd right;
    double squares = 0;

    VectorXd levels() const { return gram.ldlt().solve(right); }
    double error() const {
        const VectorXd fitted = levels();
        return squares - 2 * fitted.dot(right) + fitted.dot(gram * fitted);
    }
    NormalSums without(const NormalSums& other) const {
        return {gram - other.gram, right - other.right, squares - other.squares};
    }
};

NormalSums no_readings(Eigen::Index levels) {
    return {MatrixXd::Zero(levels, levels), VectorXd::Zero(levels)};
}

void add(NormalSums& sums, const Eigen::RowVectorXd& row, double current) {
    sums.gram.noalias() += row.transpose() * row;
    sums.right.noalias() += row.transpose() * current;
    sums.squares += current * current;
}

// One kernel with its design and the sums of each fold.
struct Model {
    KernelModel kernel;
    MatrixXd rows;
    NormalSums all;
    std::vector<NormalSums> folds;
};

Model model_of(const std::vector<Observation>& observations, std::size_t levels,
               const KernelModel& kernel) {
    Model model{kernel, design(observations, levels, kernel), {}, {}};
    model.all = no_readings(model.rows.cols());
    model.folds.assign(k_folds, model.all);
    const auto currents = currents_of(observations);
    for (Eigen::Index k = 0; k < currents.size(); ++k) {
        const Eigen::RowVectorXd row = model.rows.row(k);
        add(model.all, row, currents(k));
        add(model.folds[static_cast<std::size_t>(fold_of(k))], row, currents(k));
    }
    return model;
}

// A kind of kernel with its possible constants.
using Family = std::vector<Model>;

template <class Error>
const Model& least(const Family& family, Error error) {
    return *std::min_element(family.begin(), family.end(),
                             [&](const Model& a, const Model& b) { return error(a) < error(b); });
}

const Model& best_of(const Family& family) {
    return least(family, [](const Model& model) { return model.all.error(); });
}

const Model& best_without(const Family& family, std::size_t fold) {
    return least(family, [fold](const Model& model) {
        return model.all.without(model.folds[fold]).error();
    });
}

std::vector<Family> families_of(const std::vector<Observation>& observations, std::size_t levels,
                                Seconds refresh) {
    std::vector<Family> families(3);
    families[0].push_back(model_of(observations, levels, {Kernel::mean, {}}));
    families[1].push_back(model_of(observations, levels, {Kernel::instant, {}}));
    for (double share = k_shortest_filter; share < k_longest_filter; share *= 1.25) {
        families[2].push_back(
            model_of(observations, levels, {Kernel::first_order, refresh * share}));
    }
    return families;
}

// The error of each reading when it was not fitted.
VectorXd held_out_errors(const Family& family, const VectorXd& currents) {
    VectorXd errors(currents.size());
    for (int fold = 0; fold < k_folds; ++fold) {
        const auto index = static_cast<std::size_t>(fold);
        const auto& model = best_without(family, index);
        const VectorXd levels = model.all.without(model.folds[index]).levels();
        for (Eigen::Index k = 0; k < currents.size(); ++k) {
            if (fold_of(k) == fold) errors(k) = std::abs(currents(k) - model.rows.row(k) * levels);
        }
    }
    return errors;
}

// The constant between its neighbours in the family's list.
Model refined(const std::vector<Observation>& observations, std::size_t levels, Model model) {
    if (!model.kernel.filter_constant) return model;
    Family near;
    for (double share = 0.85; share <= 1.18; share *= 1.03) {
        near.push_back(model_of(observations, levels,
                                {model.kernel.kernel, *model.kernel.filter_constant * share}));
    }
    return best_of(near);
}

// How surely `worse` is worse, in standard errors.
double certainty(const VectorXd& worse, const VectorXd& better) {
    const VectorXd difference = worse - better;
    const double count = static_cast<double>(difference.size()), mean = difference.mean();
    const double variance = (difference.array() - mean).square().sum() / (count - 1);
    return variance > 0 ? mean / std::sqrt(variance / count) : 0;
}

struct Judged {
    Model model;
    VectorXd errors;  // held out
    // Of the highest level, above off.
    double load() const {
        const VectorXd levels = model.all.levels();
        return levels.tail(levels.size() - 1).cwiseAbs().maxCoeff();
    }
};

std::vector<Judged> judge(const std::vector<Observation>& observations, std::size_t levels,
                          Seconds refresh) {
    std::vector<Judged> judged;
    for (const auto& family : families_of(observations, levels, refresh)) {
        judged.push_back({refined(observations, levels, best_of(family)),
                          held_out_errors(family, currents_of(observations))});
    }
    std::sort(judged.begin(), judged.end(),
              [](const auto& a, const auto& b) { return a.errors.mean() < b.errors.mean(); });
    return judged;
}

std::string why_undetermined(const std::vector<Judged>& judged, std::size_t edges) {
    if (edges < k_fewest_edges) {
        return "only " + std::to_string(edges) + " edges of the load, " +
               std::to_string(k_fewest_edges) + " are needed";
    }
    const auto& best = judged.front();
    if (!(best.errors.mean() < k_worst_fit * best.load())) return "no kernel explains the readings";
    if (certainty(judged[1].errors, best.errors) < k_least_certainty) {
        return "two kernels explain the readings alike";
    }
    return {};
}

std::optional<Seconds> voltage_refresh(std::span<const KernelBlock> blocks) {
    std::vector<std::vector<Change>> changes;
    for (const auto& block : blocks) {
        const auto& readings = block.readings;
        changes.emplace_back();
        for (std::size_t i = 1; i < readings.voltage_raw.size(); ++i) {
            if (readings.voltage_raw[i] == readings.voltage_raw[i - 1]) continue;
            changes.back().push_back(
                {DeviceTime(readings.last_ns[i - 1]), DeviceTime(readings.first_ns[i])});
        }
    }
    return estimate_refresh(changes).period;
}

std::optional<double> current_step(std::span<const KernelBlock> blocks) {
    std::vector<double> values;
    for (const auto& block : blocks) {
        for (const auto raw : block.readings.current_raw) {
            values.push_back(static_cast<double>(raw));
        }
    }
    return quantisation_step(values);
}

std::size_t edges_seen(const std::vector<Observation>& observations) {
    std::size_t edges = 0;
    const std::vector<LoadInterval>* counted = nullptr;
    for (const auto& observation : observations) {
        if (observation.loads == counted) continue;
        counted = observation.loads;
        edges += counted->size() - 1;
    }
    return edges;
}

// The noise of readings that saw the load off alone; a median, because one that lies beside an edge
// by a hair may have seen the other side.
Amps idle_noise(const Judged& best, const VectorXd& currents) {
    constexpr double k_of_median = 1.4826;  // normal deviates
    constexpr std::size_t k_fewest = 4;
    const auto& rows = best.model.rows;
    const VectorXd off = (currents - rows * best.model.all.levels()).cwiseAbs();
    std::vector<double> sizes;
    for (Eigen::Index k = 0; k < rows.rows(); ++k) {
        if (rows.row(k).tail(rows.cols() - 1).cwiseAbs().sum() < 0.02) sizes.push_back(off(k));
    }
    if (sizes.size() < k_fewest) return Amps(best.errors.mean());
    return Amps(k_of_median * quantile(std::move(sizes), 0.5));
}

void add_windows(KernelFindings& findings, const Judged& best, const VectorXd& currents,
                 const GaugeProfile& gauge) {
    auto known = gauge;
    known.kernel = findings.kernel;
    known.filter_constant = findings.filter_constant;
    const double step_a =
        std::abs(out_of_battery(1, gauge).value()) * findings.quantisation.value_or(0);
    const double idle_sd_a = std::hypot(idle_noise(best, currents).value(), step_a / std::sqrt(12));
    // At a steady voltage the shares of current are those of power.
    const auto watts = [](double amps) { return Watts(amps * k_usual_voltage.value()); };
    const LoadShape load{.idle = watts(best.model.all.levels()(0)),
                         .net = watts(best.load()),
                         .idle_sd = watts(idle_sd_a),
                         .load_sd = watts(best.errors.mean() * k_of_mean_absolute)};
    findings.window_for_5_percent = shortest_window(known, load, 1, 0.05);
    findings.window_for_2_percent = shortest_window(known, load, 1, 0.02);
}

}  // namespace

KernelFindings identify_kernel(std::span<const KernelBlock> blocks, const GaugeProfile& gauge) {
    constexpr std::size_t k_fewest_per_level = 10;
    KernelFindings findings;
    findings.voltage_refresh = voltage_refresh(blocks);
    findings.quantisation = current_step(blocks);
    const auto observations = observations_of(blocks, gauge);
    const auto levels = levels_of(blocks);
    findings.edges = edges_seen(observations);
    if (levels < 2 || observations.size() < k_fewest_per_level * levels) {
        findings.why_not = "too few readings of a load that is on and off";
        return findings;
    }
    const auto judged = judge(observations, levels, gauge.refresh);
    for (const auto& one : judged) {
        findings.candidates.push_back({one.model.kernel, Amps(one.errors.mean())});
    }
    findings.why_not = why_undetermined(judged, findings.edges);
    const auto& best = judged.front();
    if (findings.why_not.empty()) {
        findings.kernel = best.model.kernel.kernel;
        findings.filter_constant = best.model.kernel.filter_constant;
    }
    add_windows(findings, best, currents_of(observations), gauge);
    return findings;
}

}  // namespace edgebench
