#include "host/energy/cell_energy.hpp"

#include "host/energy/calibration.hpp"
#include "host/energy/cell_trials.hpp"
#include "host/energy/mean_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace edgebench {
namespace {

constexpr double k_joules_per_volt_mah = 3.6;

// A mean over trials in any unit.
struct Mean {
    double value = 0;
    double variance = 0;            // against the mean that these trials really had
    std::vector<double> per_trial;  // independent values whose mean it is
};

double sum_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
}

template <class Function>
std::vector<double> of_each(const std::vector<CellTrial>& trials, Function function) {
    std::vector<double> values;
    for (const auto& trial : trials) values.push_back(function(trial));
    return values;
}

// The mean of numbers whose standard errors are independent but for a part that all share.
Mean mean_of(std::vector<double> values, const std::vector<double>& errors,
             const std::vector<double>& common) {
    const auto count = static_cast<double>(values.size());
    Mean mean{.value = sum_of(values) / count, .variance = 0, .per_trial = std::move(values)};
    for (std::size_t i = 0; i < errors.size(); ++i) {
        mean.variance += (errors[i] * errors[i] - common[i] * common[i]) / (count * count);
    }
    mean.variance += std::pow(sum_of(common) / count, 2);
    return mean;
}

Mean scaled(Mean mean, double factor) {
    mean.value *= factor;
    mean.variance *= factor * factor;
    for (double& value : mean.per_trial) value *= factor;
    return mean;
}

// Mean energy over mean count: the per-trial values are those of the linearised ratio.
Mean per_token(const Mean& energy, const std::vector<double>& tokens) {
    const double mean_tokens = sum_of(tokens) / static_cast<double>(tokens.size());
    auto ratio = scaled(energy, 1 / mean_tokens);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        ratio.per_trial[i] -= ratio.value * (tokens[i] / mean_tokens - 1);
    }
    return ratio;
}

// Where in the fit's result a phase is, and what the calibration's offset adds to it.
Mean phase_of(const PhaseFit& fit, Eigen::Index phase) {
    const auto column = fit.per_trial.col(phase);
    return {fit.energy(phase), fit.covariance(phase, phase), {column.begin(), column.end()}};
}

Mean sum_of_phases(const PhaseFit& fit) {
    const Eigen::VectorXd rows = fit.per_trial.rowwise().sum();
    return {fit.energy.sum(), fit.covariance.sum(), {rows.begin(), rows.end()}};
}

class Estimator {
  public:
    Estimator(const std::vector<CellTrial>& trials, const CellSettings& settings)
        : settings_(settings) {
        for (const auto& trial : trials) prompts_.push_back(trial.prompt);
    }

    // `offset_share`: how much of the calibration's offset, in the mean's unit per watt, it takes.
    template <class Unit>
    Estimate<Unit> estimate(const Mean& mean, double offset_share = 0) const {
        Estimate<Unit> result;
        result.value = Unit(mean.value);
        result.se = Unit(std::sqrt(mean.variance));
        result.measured_mean = around<Unit>(mean.value, k_normal_975 * result.se.value());
        if (const auto error = error_of_mean(mean.per_trial, prompts_)) {
            result.population_se = Unit(error->se);
            result.population_mean =
                around<Unit>(mean.value, error->se * half_width_in_se(*error, settings_.looks));
        }
        if (settings_.calibration) {
            result.calibrated_mean = calibrated<Unit>(mean, offset_share);
        }
        return result;
    }

    Spread spread(const Mean& mean) const { return spread_of_prompts(mean.per_trial, prompts_); }

  private:
    template <class Unit>
    static Interval<Unit> around(double middle, double half) {
        return {Unit(middle - half), Unit(middle + half)};
    }

    template <class Unit>
    Interval<Unit> calibrated(const Mean& mean, double offset_share) const {
        const auto& meter = *settings_.calibration;
        const auto figure = calibrated_figure(
            meter, {.value = mean.value, .se = std::sqrt(mean.variance)}, offset_share);
        return around<Unit>(figure.value, k_normal_975 * figure.se);
    }

    const CellSettings& settings_;
    std::vector<std::string> prompts_;
};

Kernel common_kernel(std::span<const CountedTrial> trials) {
    std::optional<Kernel> kernel;
    for (const auto& trial : trials) {
        const auto& gauge = trial.attempt->energy.gauge;
        if (!gauge) continue;
        if (kernel && *kernel != gauge->kernel) return Kernel::undetermined;
        kernel = gauge->kernel;
    }
    return kernel.value_or(Kernel::undetermined);
}

std::optional<PhaseFit> fit(const std::vector<CellTrial>& trials,
                            const std::optional<PhaseTrial> CellTrial::* rows) {
    std::vector<PhaseTrial> with_rows;
    for (const auto& trial : trials) {
        if (trial.*rows) with_rows.push_back(*(trial.*rows));
    }
    if (with_rows.size() != trials.size()) return std::nullopt;
    return fit_phases(with_rows);
}

class Cell {
  public:
    Cell(std::vector<CellTrial> trials, Kernel kernel, const CellSettings& settings)
        : trials_(std::move(trials)), settings_(settings), estimator_(trials_, settings) {
        result_.method = k_cell_energy_method;
        result_.kernel = kernel;
        for (const auto& trial : trials_) result_.trials.push_back(trial.trial);
        result_.n = trials_.size();
        fit_ = fit(trials_, &CellTrial::answer_rows);
    }

    CellEnergy energy() {
        const auto baselines = of_each(trials_, [](const auto& t) { return t.baseline.value(); });
        result_.baseline = Watts(sum_of(baselines) / static_cast<double>(result_.n));
        fill_totals();
        fill_load();
        fill_phases();
        fill_battery();
        return std::move(result_);
    }

  private:
    bool fit_is_total() const { return result_.kernel == Kernel::instant && fit_; }

    void fill_totals() {
        const auto padded =
            mean_of(of_each(trials_, [](const auto& t) { return t.answer.net.value(); }),
                    of_each(trials_, [](const auto& t) { return t.answer.net_se.value(); }),
                    common_of_answers());
        const auto net = fit_is_total() ? sum_of_phases(*fit_) : padded;
        if (fit_is_total()) result_.net_minus_padded = Joules(net.value - padded.value);
        result_.net = estimator_.estimate<Joules>(net);
        const auto spread = estimator_.spread(net);
        if (spread.within) result_.sd_within_prompts = Joules(*spread.within);
        if (spread.between) result_.sd_between_prompts = Joules(*spread.between);
        gross_ = gross(net);
        result_.gross = estimator_.estimate<Joules>(gross_, mean_length());
    }

    std::vector<double> common_of_answers() const {
        return of_each(trials_, [](const auto& t) { return t.answer.common_se.value(); });
    }

    double mean_length() const {
        const auto lengths =
            of_each(trials_, [](const auto& t) { return t.answer_length.value(); });
        return sum_of(lengths) / static_cast<double>(result_.n);
    }

    // The baseline under the answer cancels out of the gross energy.
    Mean gross(const Mean& net) const {
        const auto count = static_cast<double>(result_.n);
        auto gross =
            mean_of(of_each(trials_, [](const auto& t) { return t.gross.value(); }),
                    of_each(trials_, [](const auto& t) { return t.answer.gross_se.value(); }),
                    common_of_answers());
        if (!fit_is_total()) return gross;
        gross.variance = net.variance;
        for (std::size_t i = 0; i < trials_.size(); ++i) {
            const auto& trial = trials_[i];
            const auto idle = trial.baseline * trial.answer_length;
            gross.per_trial[i] = net.per_trial[i] + idle.value();
            gross.variance -= trial.answer_rows->total_variance / (count * count);
        }
        const double idle = gross.value - mean_padded();
        gross.value = net.value + idle;
        gross.variance = std::max(0.0, gross.variance);
        return gross;
    }

    double mean_padded() const {
        const auto totals = of_each(trials_, [](const auto& t) { return t.answer.net.value(); });
        return sum_of(totals) / static_cast<double>(result_.n);
    }

    void fill_load() {
        const bool cold = std::any_of(trials_.begin(), trials_.end(),
                                      [](const auto& t) { return t.load.has_value(); });
        const bool all = std::all_of(trials_.begin(), trials_.end(),
                                     [](const auto& t) { return t.load.has_value(); });
        if (!all) {
            result_.why_not["energy_load_net_j"] =
                cold ? "a trial has no load energy" : "warm trials have no load";
            return;
        }
        auto load =
            mean_of(of_each(trials_, [](const auto& t) { return t.load->net.value(); }),
                    of_each(trials_, [](const auto& t) { return t.load->net_se.value(); }),
                    of_each(trials_, [](const auto& t) { return t.load->common_se.value(); }));
        if (const auto fitted = fit(trials_, &CellTrial::load_rows)) load = phase_of(*fitted, 0);
        load_variance_ = load.variance;
        result_.load_net = estimator_.estimate<Joules>(load);
    }

    void fill_phases() {
        if (!fit_) {
            const auto* why =
                result_.kernel == Kernel::undetermined
                    ? "the gauge's kernel is undetermined: `edgebench doctor --gauge` may find it"
                    : "the gauge's readings do not tell the phases apart";
            for (const auto* name : {"energy_prefill_net_j", "energy_decode_net_j",
                                     "energy_prompt_token_net_j", "energy_output_token_net_j"}) {
                result_.why_not[name] = why;
            }
            return;
        }
        const auto prefill = phase_of(*fit_, 0), decode = phase_of(*fit_, 1);
        result_.prefill_net = estimator_.estimate<Joules>(prefill);
        result_.decode_net = estimator_.estimate<Joules>(decode);
        auto& covariance = result_.covariance.emplace();
        covariance[0] = {load_variance_, 0, 0};
        covariance[1] = {0, fit_->covariance(0, 0), fit_->covariance(0, 1)};
        covariance[2] = {0, fit_->covariance(1, 0), fit_->covariance(1, 1)};
        result_.net_per_prompt_token =
            per_token_estimate(prefill, &CellTrial::prompt_tokens, 0, "energy_prompt_token_net_j");
        result_.net_per_output_token =
            per_token_estimate(decode, &CellTrial::output_tokens, 1, "energy_output_token_net_j");
    }

    // `not_counted`: tokens that belong to another phase.
    std::optional<Estimate<Joules>> per_token_estimate(
        const Mean& energy, const std::optional<std::int64_t> CellTrial::* count,
        std::int64_t not_counted, const char* name) {
        std::vector<double> tokens;
        for (const auto& trial : trials_) {
            if (trial.*count) tokens.push_back(static_cast<double>(*(trial.*count) - not_counted));
        }
        if (tokens.size() != trials_.size() || sum_of(tokens) <= 0) {
            result_.why_not[name] = "a token count is missing or nothing was counted";
            return std::nullopt;
        }
        return estimator_.estimate<Joules>(per_token(energy, tokens));
    }

    void fill_battery() {
        const bool has_voltage = std::all_of(trials_.begin(), trials_.end(),
                                             [](const auto& t) { return t.voltage > Volts(0); });
        if (!has_voltage) {
            for (const auto* name : {"charge_gross_mah", "battery_gross_percent_per_100"}) {
                result_.why_not[name] = "this source of power readings has no voltage";
            }
            return;
        }
        auto charge = gross_;
        double mean_voltage = 0;
        for (std::size_t i = 0; i < trials_.size(); ++i) {
            charge.per_trial[i] /= trials_[i].voltage.value() * k_joules_per_volt_mah;
            mean_voltage += trials_[i].voltage.value() / static_cast<double>(result_.n);
        }
        const double mah_per_joule = 1 / (mean_voltage * k_joules_per_volt_mah);
        charge.value = sum_of(charge.per_trial) / static_cast<double>(result_.n);
        charge.variance *= mah_per_joule * mah_per_joule;
        const double offset_share = mean_length() * mah_per_joule;
        result_.charge = estimator_.estimate<MilliampHours>(charge, offset_share);
        result_.battery_capacity = settings_.battery_capacity;
        if (!settings_.battery_capacity) {
            result_.why_not["battery_gross_percent_per_100"] =
                "the phone does not tell its battery's capacity";
            return;
        }
        const double factor = 100.0 * 100.0 / settings_.battery_capacity->full.value();
        result_.battery_per_100 =
            estimator_.estimate<Percent>(scaled(charge, factor), offset_share * factor);
    }

    std::vector<CellTrial> trials_;
    const CellSettings& settings_;
    Estimator estimator_;
    std::optional<PhaseFit> fit_;
    CellEnergy result_;
    Mean gross_;
    double load_variance_ = 0;
};

}  // namespace

CellEnergy cell_energy(std::span<const CountedTrial> counted, const CellSettings& settings) {
    const auto kernel = common_kernel(counted);
    std::vector<CellTrial> trials;
    for (const auto& one : counted) {
        auto trial = cell_trial(*one.attempt, kernel);
        if (!trial) continue;
        trial->prompt = one.prompt;
        trials.push_back(std::move(*trial));
    }
    if (trials.empty()) {
        CellEnergy nothing;
        nothing.method = k_cell_energy_method;
        nothing.kernel = kernel;
        for (const auto* name : k_cell_energy_names) nothing.why_not[name] = "no valid trial";
        return nothing;
    }
    return Cell(std::move(trials), kernel, settings).energy();
}

}  // namespace edgebench
