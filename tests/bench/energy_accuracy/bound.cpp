// The least error that any unbiased linear estimator of a short prefill can have.
#include "tests/bench/energy_accuracy/cell.hpp"
#include "tests/bench/energy_accuracy/figures.hpp"
#include "tests/bench/energy_accuracy/tables.hpp"

#include <Eigen/Dense>

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

namespace edgebench::bench {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double k_bound_piece_s = 0.05;  // in which the power is constant
constexpr int k_answers = 20;

// Idle, prefill, decode, idle in pieces; the edges of phases are edges of pieces.
struct Pieces {
    std::vector<double> begin_s, end_s, mean_w;
    std::vector<int> phase;  // 0 idle, 1 prefill, 2 decode

    void add(int of, double power_w, double length_s) {
        const double start_s = end_s.empty() ? 0 : end_s.back();
        const auto count = static_cast<int>(std::ceil(length_s / k_bound_piece_s - 1e-9));
        for (int i = 0; i < count; ++i) {
            begin_s.push_back(start_s + i * k_bound_piece_s);
            end_s.push_back(std::min(start_s + length_s, start_s + (i + 1) * k_bound_piece_s));
            mean_w.push_back(power_w);
            phase.push_back(of);
        }
    }
    Eigen::Index size() const { return std::ssize(phase); }
};

// Rows of a mean gauge's readings: the share of each piece in each.
MatrixXd readings_of(const Pieces& pieces, double refresh_s, double first_s) {
    const auto count = static_cast<Eigen::Index>((pieces.end_s.back() - first_s) / refresh_s);
    MatrixXd rows = MatrixXd::Zero(count, pieces.size());
    for (Eigen::Index k = 0; k < count; ++k) {
        const double begin_s = first_s + static_cast<double>(k) * refresh_s;
        for (Eigen::Index j = 0; j < pieces.size(); ++j) {
            const auto piece = static_cast<std::size_t>(j);
            const double shared_s = std::min(begin_s + refresh_s, pieces.end_s[piece]) -
                                    std::max(begin_s, pieces.begin_s[piece]);
            rows(k, j) = std::max(0.0, shared_s) / refresh_s;
        }
    }
    return rows;
}

// Of the net energy that the prefill of one answer really took, J^2. Best linear unbiased
// prediction with the levels of the three phases unknown, all variances known, a perfect voltage
// and grid, and normal numbers: then it is the Cramer-Rao bound.
double least_variance(const Conditions& c, double first_s) {
    Pieces pieces;
    pieces.add(0, c.idle_w, c.idle_s);
    pieces.add(1, c.prefill_w, c.prefill_s);
    pieces.add(2, c.decode_w, c.decode_s);
    pieces.add(0, c.idle_w, c.idle_s);
    const MatrixXd rows = readings_of(pieces, c.refresh_s, first_s);
    const VectorXd mean = Eigen::Map<const VectorXd>(pieces.mean_w.data(), pieces.size());
    const VectorXd power_variance = (c.unsteadiness * mean).array().square();
    const VectorXd noise_variance = (c.gauge_noise * (rows * mean)).array().square();
    const MatrixXd covariance = rows * power_variance.asDiagonal() * rows.transpose() +
                                MatrixXd(noise_variance.asDiagonal());
    MatrixXd in_phase = MatrixXd::Zero(pieces.size(), 3);
    VectorXd target = VectorXd::Zero(pieces.size());
    for (Eigen::Index j = 0; j < pieces.size(); ++j) {
        const auto piece = static_cast<std::size_t>(j);
        in_phase(j, pieces.phase[piece]) = 1;
        if (pieces.phase[piece] == 1) target(j) = pieces.end_s[piece] - pieces.begin_s[piece];
    }
    const Eigen::Vector3d wanted(-c.prefill_s, c.prefill_s, 0);
    const MatrixXd levels = rows * in_phase;
    const Eigen::LDLT<MatrixXd> inverse(covariance);
    const VectorXd shared = rows * power_variance.cwiseProduct(target);
    const VectorXd from_readings = inverse.solve(shared);
    const Eigen::Vector3d left = wanted - levels.transpose() * from_readings;
    const Eigen::Matrix3d information = levels.transpose() * inverse.solve(levels);
    return target.cwiseProduct(power_variance).dot(target) - shared.dot(from_readings) +
           left.dot(information.ldlt().solve(left));
}

}  // namespace

bool print_bound(const Effort& effort) {
    const int phases = effort.of(200);
    std::printf(
        "\n== The physical limit of a short prefill: mean gauge, %d answers of 0.3 + 7.7 s, idle "
        "1.5 W, prefill 15 W,\n"
        "   decode 10 W, unsteadiness 8 %% per 50 ms, gauge noise 0.2 %%; mean over %d phases of "
        "the grid.\n",
        k_answers, phases);
    std::mt19937_64 random(effort.seed);
    for (const double refresh : {0.35, 1.0, 1.47}) {
        Conditions c;
        c.refresh_s = refresh;
        c.prefill_s = 0.3;
        c.decode_s = 7.7;
        c.prefill_w = 15;
        c.decode_w = 10;
        c.idle_s = idle_needed_s(c);
        double variance = 0;
        for (int i = 0; i < phases; ++i) {
            const double first_s = std::uniform_real_distribution<>(0, refresh)(random);
            variance += least_variance(c, first_s) / phases;
        }
        const double energy_j = (c.prefill_w - c.idle_w) * c.prefill_s;
        const double se = 100 * std::sqrt(variance / k_answers) / energy_j;
        // The median of the size of a normal number is 0.6745.
        std::printf("T %.2f s: standard error %.2f %%, median |error| at least %.2f %%\n", refresh,
                    se, 0.6745 * se);
    }
    return true;
}

}  // namespace edgebench::bench
