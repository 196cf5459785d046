#include "host/energy/refresh_interval.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace edgebench {
namespace {

constexpr double k_stray_share = 0.02;
constexpr double k_tracking_gain = 0.3;
constexpr double k_half_95 = 1.96;

// The changes of one stretch by the number of their refresh.
struct Numbered {
    std::vector<double> number, middle, half;
};

// Follows the phase slowly, so that a period whose errors add up keeps its numbers.
Numbered numbered(const Marks& marks, double period) {
    constexpr std::size_t k_first = 16;
    double phase = phase_of(part_of(marks, 0, std::min(k_first, marks.middle.size())), period);
    Numbered result;
    for (std::size_t i = 0; i < marks.middle.size(); ++i) {
        const double number = std::round((marks.middle[i] - phase) / period);
        const double off = marks.middle[i] - phase - number * period;
        phase += k_tracking_gain * (off - std::clamp(off, -marks.half[i], marks.half[i]));
        if (std::abs(off) > marks.half[i] + 0.25 * period) continue;  // belongs to no refresh
        result.number.push_back(number);
        result.middle.push_back(marks.middle[i]);
        result.half.push_back(marks.half[i]);
    }
    return result;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

// Numbers and times from their means on, so that phase and period are told apart.
void centre(Numbered& marks) {
    const double number = mean_of(marks.number), middle = mean_of(marks.middle);
    for (auto& value : marks.number) value -= number;
    for (auto& value : marks.middle) value -= middle;
}

double least_squares_period(const std::vector<Numbered>& stretches, double fallback) {
    double products = 0, squares = 0;
    for (const auto& marks : stretches) {
        for (std::size_t i = 0; i < marks.number.size(); ++i) {
            products += marks.number[i] * marks.middle[i];
            squares += marks.number[i] * marks.number[i];
        }
    }
    return squares > 0 ? products / squares : fallback;
}

std::vector<Numbered> number_all(std::span<const Marks> stretches, double period) {
    std::vector<Numbered> result;
    for (const auto& marks : stretches) {
        auto one = numbered(marks, period);
        if (one.number.size() < 2) continue;
        centre(one);
        result.push_back(std::move(one));
    }
    return result;
}

double below(double z) {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

// The chance that a refresh due at `off` from the middle of two polls is seen between them.
double chance_between(double off, double half, double jitter) {
    const double low = (-half - off) / jitter, high = (half - off) / jitter;
    if (low < -5 && high > 5) return 1;
    if (low > 5 || high < -5) return 0;
    return below(high) - below(low);
}

double log_likelihood(const Numbered& marks, double period, double phase, double jitter) {
    double sum = 0;
    for (std::size_t i = 0; i < marks.number.size(); ++i) {
        const double off = phase + marks.number[i] * period - marks.middle[i];
        const double stray = k_stray_share * std::min(1.0, 2 * marks.half[i] / period);
        const double chance = chance_between(off, marks.half[i], jitter);
        sum += std::log((1 - k_stray_share) * chance + stray);
    }
    return sum;
}

double log_sum(const std::vector<double>& logs) {
    const double most = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double value : logs) sum += std::exp(value - most);
    return most + std::log(sum);
}

struct Account {
    PeriodPosterior posterior;
    double evidence = 0;  // natural log
};

// Evenly spaced values around a middle.
struct Axis {
    double middle = 0, reach = 0;
    static constexpr int k_cells = 21;
    double step() const { return 2 * reach / (k_cells - 1); }
    double at(int i) const { return middle - reach + step() * i; }
};

// Moves the axis to where the weight is, twice as wide as it needs to be.
void zoom(Axis& axis, const std::vector<double>& logs) {
    constexpr double k_negligible = 8;
    const double most = *std::max_element(logs.begin(), logs.end());
    double low = axis.middle + axis.reach, high = axis.middle - axis.reach;
    for (int i = 0; i < Axis::k_cells; ++i) {
        if (logs[static_cast<std::size_t>(i)] < most - k_negligible) continue;
        low = std::min(low, axis.at(i) - axis.step());
        high = std::max(high, axis.at(i) + axis.step());
    }
    axis = {.middle = (low + high) / 2, .reach = (high - low) / 2};
}

PeriodPosterior summary(const Axis& periods, const std::vector<double>& logs) {
    const double total = log_sum(logs);
    PeriodPosterior result;
    double below_low = 0, sum = 0;
    result.low_s = result.high_s = periods.middle;
    bool low_found = false, high_found = false;
    for (int i = 0; i < Axis::k_cells; ++i) {
        const double weight = std::exp(logs[static_cast<std::size_t>(i)] - total);
        const double from = periods.at(i) - periods.step() / 2;
        result.mean_s += weight * periods.at(i);
        const auto place = [&](double share) {
            return from + periods.step() * (share - sum) / weight;
        };
        below_low = sum + weight;
        if (!low_found && below_low >= 0.025) result.low_s = place(0.025), low_found = true;
        if (!high_found && below_low >= 0.975) result.high_s = place(0.975), high_found = true;
        sum = below_low;
    }
    return result;
}

// Half of the polls' spacing, and how far the marks lie beside a straight line.
struct Scatter {
    double half = 0, deviation = 0, reach_in_number = 0, count = 0;
};

Scatter scatter_of(const std::vector<Numbered>& stretches, double period) {
    std::vector<double> halves;
    Scatter scatter;
    double squares = 0;
    for (const auto& marks : stretches) {
        for (std::size_t i = 0; i < marks.number.size(); ++i) {
            const double off = marks.middle[i] - marks.number[i] * period;
            squares += off * off;
            halves.push_back(marks.half[i]);
            scatter.reach_in_number = std::max(scatter.reach_in_number, std::abs(marks.number[i]));
        }
    }
    scatter.count = static_cast<double>(halves.size());
    scatter.deviation = std::sqrt(squares / scatter.count);
    scatter.half = quantile(halves, 0.5);
    return scatter;
}

// The phase's integral of each stretch by itself, for each period and jitter.
class KeptPhase {
  public:
    KeptPhase(const std::vector<Numbered>& stretches, double period)
        : stretches_(stretches), scatter_(scatter_of(stretches, period)) {
        const double reach = scatter_.half + 2 * scatter_.deviation;
        periods_ = {.middle = period, .reach = reach / scatter_.reach_in_number};
        phases_.assign(stretches.size(), Axis{.middle = 0, .reach = reach});
        constexpr int k_levels = 5;
        double jitter = std::max({2 * scatter_.deviation, scatter_.half, 1e-4});
        for (int i = 0; i < k_levels; ++i, jitter /= 2.5) jitters_.push_back(jitter);
    }

    Account account() {
        constexpr int k_zooms = 3;
        for (int round = 0; round < k_zooms; ++round) {
            weigh();
            zoom(periods_, by_period_);
            for (std::size_t s = 0; s < phases_.size(); ++s) zoom(phases_[s], by_phase_[s]);
        }
        weigh();
        return {summary(periods_, by_period_), log_sum(by_period_) + std::log(periods_.step())};
    }

  private:
    void weigh() {
        const std::vector<double> nothing(Axis::k_cells, -1e300);
        by_period_ = nothing;
        by_phase_.assign(phases_.size(), nothing);
        for (int t = 0; t < Axis::k_cells; ++t) {
            std::vector<double> by_jitter;
            for (const double jitter : jitters_) by_jitter.push_back(over_phases(t, jitter));
            by_period_[static_cast<std::size_t>(t)] =
                log_sum(by_jitter) - std::log(static_cast<double>(jitters_.size()));
        }
    }

    double over_phases(int t, double jitter) {
        double sum = 0;
        for (std::size_t s = 0; s < stretches_.size(); ++s) {
            std::vector<double> logs;
            for (int c = 0; c < Axis::k_cells; ++c) {
                logs.push_back(
                    log_likelihood(stretches_[s], periods_.at(t), phases_[s].at(c), jitter));
                auto& best = by_phase_[s][static_cast<std::size_t>(c)];
                best = std::max(best, logs.back());
            }
            sum += log_sum(logs) + std::log(phases_[s].step());
        }
        return sum;
    }

    const std::vector<Numbered>& stretches_;
    Scatter scatter_;
    Axis periods_;
    std::vector<Axis> phases_;
    std::vector<double> jitters_;
    std::vector<double> by_period_;
    std::vector<std::vector<double>> by_phase_;
};

// Sums of the innovations of the times (y) and of the refresh numbers (k), each over its variance.
struct Innovations {
    double kk = 0, ky = 0, yy = 0, log_scale = 0;
    void add(double k, double y, double variance) {
        kk += k * k / variance;
        ky += k * y / variance;
        yy += y * y / variance;
        log_scale -= 0.5 * std::log(2 * std::numbers::pi * variance);
    }
};

// The phase as a random walk of variance `walk` a refresh, seen with errors of `jitter` squared and
// of the polls' spacing.
void filter(const Numbered& marks, double walk, double jitter, Innovations& sums) {
    double k_state = marks.number[0], y_state = marks.middle[0];
    double variance = marks.half[0] * marks.half[0] / 3 + jitter * jitter;
    sums.log_scale += std::log(2 * marks.half[0]);
    for (std::size_t i = 1; i < marks.number.size(); ++i) {
        const double noise = marks.half[i] * marks.half[i] / 3 + jitter * jitter;
        variance += walk * std::abs(marks.number[i] - marks.number[i - 1]);
        const double k = marks.number[i] - k_state, y = marks.middle[i] - y_state;
        sums.add(k, y, variance + noise);
        sums.log_scale += std::log(2 * marks.half[i]);
        const double gain = variance / (variance + noise);
        k_state += gain * k;
        y_state += gain * y;
        variance *= 1 - gain;
    }
}

// The walk is at least a fourth of the polls' spacing: a smaller one is no dither, and the errors
// of the polls around the changes would then not be independent of each other. Of walks that are
// about as likely as the best the widest interval is taken.
Account adding_up(const std::vector<Numbered>& stretches, double period) {
    constexpr double k_alike = 2;
    const double spacing = 2 * scatter_of(stretches, period).half;
    std::vector<Account> accounts;
    double most = -1e300;
    for (double walk = std::max(spacing / 4, 1e-4); walk < 0.3 * period; walk *= 1.5) {
        for (const double jitter : {0.02 * spacing, 0.5 * spacing}) {
            Innovations sums;
            for (const auto& marks : stretches) filter(marks, walk * walk, jitter, sums);
            const double mean = sums.ky / sums.kk, reach = k_half_95 / std::sqrt(sums.kk);
            const double evidence = sums.log_scale - 0.5 * (sums.yy - sums.ky * mean) +
                                    0.5 * std::log(2 * std::numbers::pi / sums.kk);
            accounts.push_back({{mean, mean - reach, mean + reach}, evidence});
            most = std::max(most, evidence);
        }
    }
    Account widest{.posterior = {}, .evidence = most};
    const auto width = [](const PeriodPosterior& p) { return p.high_s - p.low_s; };
    for (const auto& account : accounts) {
        const bool likely = account.evidence > most - k_alike;
        if (likely && width(account.posterior) > width(widest.posterior)) {
            widest.posterior = account.posterior;
        }
    }
    return widest;
}

// A walk of the phase by less than the polls' spacing cannot be seen and moves the period by this.
PeriodPosterior with_unseen_walk(PeriodPosterior posterior, const Scatter& scatter) {
    const double reach = scatter.half / scatter.reach_in_number;
    posterior.low_s = std::min(posterior.low_s, posterior.mean_s - reach);
    posterior.high_s = std::max(posterior.high_s, posterior.mean_s + reach);
    return posterior;
}

PeriodPosterior likelier(const Account& kept, const Account& walk) {
    constexpr double k_alike = 3;  // natural log of odds: both are then believed
    if (kept.evidence > walk.evidence + k_alike) return kept.posterior;
    if (walk.evidence > kept.evidence + k_alike) return walk.posterior;
    return {(kept.posterior.mean_s + walk.posterior.mean_s) / 2,
            std::min(kept.posterior.low_s, walk.posterior.low_s),
            std::max(kept.posterior.high_s, walk.posterior.high_s)};
}

}  // namespace

PeriodPosterior period_posterior(std::span<const Marks> stretches, double period_s) {
    auto marks = number_all(stretches, period_s);
    for (int round = 0; round < 2; ++round) {
        period_s = least_squares_period(marks, period_s);
        marks = number_all(stretches, period_s);
    }
    if (marks.empty()) return {period_s, 0, period_s};
    const auto kept = KeptPhase(marks, period_s).account();
    const auto walk = adding_up(marks, period_s);
    return with_unseen_walk(likelier(kept, walk), scatter_of(marks, period_s));
}

}  // namespace edgebench
