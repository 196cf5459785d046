#include "host/energy/calibration.hpp"

#include "host/energy/mean_error.hpp"

#include <cmath>

namespace edgebench {
namespace {

// What the energies by a gauge are off by in one direction in all trials, which their scatter does
// not show: 0.1 % on average in simulation (tests/bench/energy.sh in doc/performance.md).
constexpr double k_common_share = 0.001;

// So that 1.96 of it are as wide as Student's t makes the 95 %.
double widened(double se, double degrees_of_freedom) {
    return half_width_in_se({se, degrees_of_freedom}, Looks::once) * se / k_normal_975;
}

}  // namespace

std::optional<Calibration> calibrate(std::span<const ComparedTrial> trials) {
    if (trials.size() < k_fewest_calibration_trials) return std::nullopt;
    const auto count = static_cast<double>(trials.size());
    double gauge = 0, meter = 0, gauge_idle = 0, meter_idle = 0, alignment = 0;
    for (const auto& trial : trials) {
        if (trial.gauge_net <= Joules(0) || trial.meter_net <= Joules(0)) return std::nullopt;
        gauge += trial.gauge_net.value();
        meter += trial.meter_net.value();
        gauge_idle += trial.gauge_idle.value() / count;
        meter_idle += trial.meter_idle.value() / count;
        alignment += trial.alignment_se.value();
    }
    Calibration result{.gain = meter / gauge};
    result.offset = Watts(meter_idle - result.gain * gauge_idle);
    double net_squares = 0, idle_squares = 0;
    for (const auto& trial : trials) {
        net_squares += std::pow(trial.meter_net.value() - result.gain * trial.gauge_net.value(), 2);
        idle_squares += std::pow(trial.meter_idle.value() - result.gain * trial.gauge_idle.value() -
                                     result.offset.value(),
                                 2);
    }
    const double scatter = count / (count - 1);
    const double gain_scatter = std::sqrt(net_squares * scatter) / gauge;
    const double common = std::hypot(alignment / gauge, result.gain * k_common_share);
    result.gain_se = std::hypot(widened(gain_scatter, count - 1), common);
    const double idle_scatter = std::sqrt(idle_squares * scatter) / count;
    result.offset_se =
        Watts(std::hypot(widened(idle_scatter, count - 1), gauge_idle * result.gain_se));
    result.covariance = -gauge_idle * std::pow(result.gain_se, 2);
    return result;
}

Figure calibrated_figure(const Calibration& calibration, const Figure& by_gauge,
                         double offset_share) {
    const double variance = std::pow(calibration.gain * by_gauge.se, 2) +
                            std::pow(by_gauge.value * calibration.gain_se, 2) +
                            std::pow(offset_share * calibration.offset_se.value(), 2) +
                            2 * by_gauge.value * offset_share * calibration.covariance;
    return {calibration.gain * by_gauge.value + offset_share * calibration.offset.value(),
            std::sqrt(std::max(0.0, variance))};
}

std::optional<CalibratedEnergy> calibrated_energy(const TrialEnergy& energy,
                                                  const GaugeCalibrations& calibrations) {
    const auto found = calibrations.find(energy.source);
    if (found == calibrations.end()) return std::nullopt;
    const auto& calibration = found->second.calibration;
    if (!energy.net || !energy.net_se || !energy.gross || !energy.mean_power) return std::nullopt;
    const double se = energy.net_se->value();
    // The error of the net energy is taken for that of the gross one too: it is the larger.
    const double length = energy.gross->value() / energy.mean_power->value();
    const auto net = calibrated_figure(calibration, {energy.net->value(), se}, 0);
    const auto gross = calibrated_figure(calibration, {energy.gross->value(), se}, length);
    return CalibratedEnergy{.net = Joules(net.value),
                            .net_se = Joules(net.se),
                            .gross = Joules(gross.value),
                            .gross_se = Joules(gross.se),
                            .calibration = found->second.key};
}

}  // namespace edgebench
