#include "tests/bench/energy_accuracy/least_squares.hpp"

#include "host/energy/kernel_weights.hpp"
#include "host/energy/readings.hpp"
#include "host/energy/trial_windows.hpp"

#include <Eigen/Dense>

namespace edgebench::bench {
namespace {

enum Column { idle, prefill, decode };

}  // namespace

double least_squares_j(std::span<const Attempt> attempts, Kernel kernel) {
    Eigen::Matrix3d gram = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    double prefill_s = 0, decode_s = 0;
    for (const auto& attempt : attempts) {
        const auto& gauge = *attempt.energy.gauge;
        const KernelModel model{kernel, gauge.filter_constant};
        const auto windows = *trial_windows(attempt.end);
        const auto& answer = windows.answer;
        for (const auto& reading : grid_readings(attempt.end.readings.front(), gauge)) {
            const auto share = [&](DeviceTime begin, DeviceTime end) {
                return kernel_weight(model, reading.begin, reading.end, begin, end);
            };
            Eigen::Vector3d row;
            row[prefill] = share(answer.begin, windows.first_token);
            row[decode] = share(windows.first_token, answer.end);
            row[idle] = 1 - row[prefill] - row[decode];
            gram += row * row.transpose();
            right += row * reading.power.value();
        }
        const auto count = static_cast<double>(attempts.size());
        prefill_s += seconds_between(answer.begin, windows.first_token).value() / count;
        decode_s += seconds_between(windows.first_token, answer.end).value() / count;
    }
    const Eigen::Vector3d power = gram.ldlt().solve(right);
    return (power[prefill] - power[idle]) * prefill_s + (power[decode] - power[idle]) * decode_s;
}

}  // namespace edgebench::bench
