#pragma once
// How much of the energy of repeated trials belongs to each of their phases.
//
// The power x_p of each phase is fitted to the readings of all trials together (least squares, each
// reading the kernel-weighted mean of the phases in it). A trial's phase then has the energy
//     E_p = x_p d_p + T * sum over readings k of (w_kp / sum_q w_kq) (y_k - sum_q w_kq x_q),
// so that a reading wholly inside a phase counts as it is, and the fit only says how a reading that
// saw several phases divides, or, of an instant gauge, how much went unseen.

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace edgebench {

// A trial in rows: readings that saw at least one of the phases.
struct PhaseTrial {
    Eigen::MatrixXd weights;   // readings x phases: share of the phase in the reading
    Eigen::VectorXd power;     // of each reading above the baseline, W
    Eigen::VectorXd duration;  // of each phase, s
    double refresh_s = 0;
    std::optional<double> total_j;  // phases have to sum to it; nothing: the fit is the total
    double total_variance = 0;      // J^2, statistical, of total_j; without it, of the baseline
    double common_se = 0;           // J, of total_j: the same in all trials
    double unseen = 0;              // unseen_share of sampled_power.hpp
};

struct PhaseFit {
    Eigen::VectorXd energy;       // J, mean over the trials, by phase
    Eigen::MatrixXd covariance;   // J^2, of the error against what these trials really had
    Eigen::MatrixXd per_trial;    // trials x phases, J: jackknife pseudo-values of `energy`, which
                                  // scatter as independent trials do
    double reading_variance = 0;  // W^2, of a reading against the fit, robust
};

// Nothing where the readings cannot tell the phases apart, or fewer than three saw one of them.
std::optional<PhaseFit> fit_phases(const std::vector<PhaseTrial>& trials);

}  // namespace edgebench
