#include "host/energy/phase_fit.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace edgebench {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Huber's constant, in robust standard deviations. The usual 1.345 is for symmetric noise; energy
// is a mean and power is skewed, so that only what no load explains is held back.
constexpr double k_huber = 5;
constexpr double k_least_limit_w = 1e-3;  // finer than any gauge's step
constexpr int k_fit_rounds = 8;
constexpr double k_normal_median = 0.6745;  // median |z| of a standard normal number
constexpr double k_fewest_readings = 3;     // that saw a phase, counted by its weight
constexpr double k_least_condition = 1e-3;  // of the normal matrix, scaled to a unit diagonal

// Sums of the weighted normal equations.
struct Normal {
    MatrixXd matrix;
    VectorXd right;
    Normal operator-(const Normal& other) const {
        return {matrix - other.matrix, right - other.right};
    }
};

VectorXd residuals(const PhaseTrial& trial, const VectorXd& power) {
    return trial.power - trial.weights * power;
}

// Below 1 beyond `limit`.
VectorXd huber_weights(const VectorXd& residual, double limit) {
    return residual.unaryExpr(
        [limit](double r) { return std::abs(r) <= limit ? 1 : limit / std::abs(r); });
}

Normal normal_of(const PhaseTrial& trial, const VectorXd& weight) {
    const MatrixXd weighted = weight.asDiagonal() * trial.weights;
    return {trial.weights.transpose() * weighted, weighted.transpose() * trial.power};
}

std::optional<VectorXd> solve(const Normal& normal) {
    const VectorXd scale = normal.matrix.diagonal();
    if (scale.minCoeff() <= 0) return std::nullopt;
    const VectorXd root = scale.cwiseSqrt().cwiseInverse();
    const MatrixXd scaled = root.asDiagonal() * normal.matrix * root.asDiagonal();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(scaled);
    if (solver.eigenvalues().minCoeff() < k_least_condition) return std::nullopt;
    const VectorXd in_basis =
        solver.eigenvectors().transpose() * (root.asDiagonal() * normal.right);
    return root.asDiagonal() *
           (solver.eigenvectors() * in_basis.cwiseQuotient(solver.eigenvalues()));
}

double robust_sd(const std::vector<PhaseTrial>& trials, const VectorXd& power) {
    std::vector<double> sizes;
    for (const auto& trial : trials) {
        for (const double r : residuals(trial, power)) sizes.push_back(std::abs(r));
    }
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    return *middle / k_normal_median;
}

// The phases' power common to all trials, and what it took to find it.
struct PooledPower {
    VectorXd power;
    double limit = 0;             // of a residual, W
    std::vector<Normal> normals;  // of each trial, as weighted in the end
};

Normal sum_of(const std::vector<Normal>& normals) {
    Normal sum = normals.front();
    for (std::size_t i = 1; i < normals.size(); ++i) {
        sum.matrix += normals[i].matrix;
        sum.right += normals[i].right;
    }
    return sum;
}

std::optional<PooledPower> pooled_power(const std::vector<PhaseTrial>& trials) {
    PooledPower fit{VectorXd::Zero(trials.front().duration.size()),
                    std::numeric_limits<double>::infinity(),
                    {}};
    for (int round = 0; round < k_fit_rounds; ++round) {
        fit.normals.clear();
        for (const auto& trial : trials) {
            const VectorXd residual = residuals(trial, fit.power);
            fit.normals.push_back(normal_of(trial, huber_weights(residual, fit.limit)));
        }
        const auto solved = solve(sum_of(fit.normals));
        if (!solved) return std::nullopt;
        fit.power = *solved;
        fit.limit = std::max(k_least_limit_w, k_huber * robust_sd(trials, fit.power));
    }
    return fit;
}

// The trial's energies as energy = slope * (common power) + constant.
struct Division {
    MatrixXd slope;
    VectorXd constant;
    MatrixXd error;  // covariance of what the division cannot know, J^2
};

// A reading's own power that was divided wrongly: pieces that lie in several phases vary
// independently, as their length does, so the error is that of w_p - w_p^2 / sum w.
MatrixXd division_error(const VectorXd& weight) {
    const double sum = weight.sum();
    MatrixXd error = -weight * weight.transpose() / sum;
    error.diagonal() += weight;
    return error;
}

// With a total the phases' errors sum to that of the total.
void constrain(Division& division, const PhaseTrial& trial) {
    if (!trial.total_j) return;
    const VectorXd share = trial.duration / trial.duration.sum();
    const auto phases = share.size();
    const MatrixXd keep =
        MatrixXd::Identity(phases, phases) - share * VectorXd::Ones(phases).transpose();
    division.slope = keep * division.slope;
    division.constant = keep * division.constant + share * *trial.total_j;
    division.error = keep * division.error * keep.transpose();
}

Division divide(const PhaseTrial& trial, const PooledPower& fit, double variance) {
    const auto phases = trial.duration.size();
    Division division{trial.duration.asDiagonal(), VectorXd::Zero(phases),
                      MatrixXd::Zero(phases, phases)};
    const VectorXd residual = residuals(trial, fit.power);
    const double t = trial.refresh_s;
    for (Eigen::Index k = 0; k < residual.size(); ++k) {
        const VectorXd weight = trial.weights.row(k);
        if (weight.sum() <= 0) continue;
        const VectorXd share = weight / weight.sum();
        if (std::abs(residual(k)) <= fit.limit) {
            division.slope -= t * share * weight.transpose();
            division.constant += t * share * trial.power(k);
        } else {
            division.constant += t * share * std::copysign(fit.limit, residual(k));
        }
        division.error += t * t * variance * division_error(weight);
        division.error.diagonal() += t * t * variance * trial.unseen * weight;
    }
    constrain(division, trial);
    return division;
}

struct MeanDivision {
    MatrixXd slope;
    VectorXd constant;
};

MeanDivision mean_without(std::span<const Division> divisions, std::size_t left_out) {
    const auto phases = divisions[0].constant.size();
    MeanDivision mean{MatrixXd::Zero(phases, phases), VectorXd::Zero(phases)};
    double count = 0;
    for (std::size_t i = 0; i < divisions.size(); ++i) {
        if (i == left_out) continue;
        mean.slope += divisions[i].slope;
        mean.constant += divisions[i].constant;
        count += 1;
    }
    return {mean.slope / count, mean.constant / count};
}

// Each trial's n * (energy of all) - (n - 1) * (energy without it).
std::optional<MatrixXd> pseudo_values(const PooledPower& fit, std::span<const Division> divisions,
                                      const VectorXd& energy) {
    const auto sum = sum_of(fit.normals);
    const auto count = static_cast<double>(divisions.size());
    MatrixXd values(static_cast<Eigen::Index>(divisions.size()), energy.size());
    for (std::size_t i = 0; i < divisions.size(); ++i) {
        const auto power = solve(sum - fit.normals[i]);
        if (!power) return std::nullopt;
        const auto rest = mean_without(divisions, i);
        const VectorXd without = rest.slope * *power + rest.constant;
        values.row(static_cast<Eigen::Index>(i)) = count * energy - (count - 1) * without;
    }
    return values;
}

// Of the fitted power against the mean of these very trials, by each reading's own misfit. (That
// the trials differ is no error of that mean: misfits are not added up within a trial.)
MatrixXd power_covariance(const std::vector<PhaseTrial>& trials, const PooledPower& fit) {
    const MatrixXd inverse = sum_of(fit.normals).matrix.inverse();
    MatrixXd scores = MatrixXd::Zero(fit.power.size(), fit.power.size());
    for (const auto& trial : trials) {
        const VectorXd residual = residuals(trial, fit.power);
        const VectorXd held = huber_weights(residual, fit.limit).cwiseProduct(residual);
        scores += trial.weights.transpose() * held.cwiseAbs2().asDiagonal() * trial.weights;
    }
    return inverse * scores * inverse;
}

double mean_squared_residual(const std::vector<PhaseTrial>& trials, const PooledPower& fit) {
    double squares = 0, count = -static_cast<double>(fit.power.size());
    for (const auto& trial : trials) {
        for (const double r : residuals(trial, fit.power)) {
            squares += std::pow(std::min(std::abs(r), fit.limit), 2);
            count += 1;
        }
    }
    return squares / std::max(count, 1.0);
}

bool each_phase_was_seen(const std::vector<PhaseTrial>& trials) {
    VectorXd seen = VectorXd::Zero(trials.front().duration.size());
    for (const auto& trial : trials) seen += trial.weights.colwise().sum().transpose();
    return seen.minCoeff() >= k_fewest_readings;
}

MatrixXd measured_covariance(const std::vector<PhaseTrial>& trials,
                             std::span<const Division> divisions, const MatrixXd& slope,
                             const MatrixXd& of_power) {
    MatrixXd sum = MatrixXd::Zero(slope.rows(), slope.cols());
    VectorXd duration = VectorXd::Zero(slope.rows()), common = duration;
    const auto count = static_cast<double>(trials.size());
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const auto& trial = trials[i];
        const VectorXd share = trial.duration / trial.duration.sum();
        sum += share * share.transpose() * trial.total_variance;
        if (trial.total_j) sum += divisions[i].error;
        common += share * trial.common_se / count;
        duration += trial.duration / count;
    }
    sum /= count * count;
    // An instant gauge's energies are the fitted power times the duration; any other's depend on
    // the power only where a reading was divided.
    const bool constrained = trials.front().total_j.has_value();
    const MatrixXd depends = constrained ? slope : MatrixXd(duration.asDiagonal());
    return sum + common * common.transpose() + depends * of_power * depends.transpose();
}

}  // namespace

std::optional<PhaseFit> fit_phases(const std::vector<PhaseTrial>& trials) {
    if (trials.size() < 2 || !each_phase_was_seen(trials)) return std::nullopt;
    const auto fit = pooled_power(trials);
    if (!fit) return std::nullopt;
    PhaseFit result;
    result.reading_variance = mean_squared_residual(trials, *fit);
    std::vector<Division> divisions;
    for (const auto& trial : trials) {
        divisions.push_back(divide(trial, *fit, result.reading_variance));
    }
    const auto mean = mean_without(divisions, divisions.size());
    result.energy = mean.slope * fit->power + mean.constant;
    auto values = pseudo_values(*fit, divisions, result.energy);
    if (!values) return std::nullopt;
    result.per_trial = std::move(*values);
    result.covariance =
        measured_covariance(trials, divisions, mean.slope, power_covariance(trials, *fit));
    return result;
}

}  // namespace edgebench
