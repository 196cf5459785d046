#include "tests/bench/energy_accuracy/simulator.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench::bench {
namespace {

constexpr double k_piece_s = 0.05;
constexpr double k_boot_s = 86'400;
constexpr double k_voltage_step = 0.00125;

struct Piece {
    double end_s, current_a, voltage_v, charge_before;  // charge: A s
};

std::int64_t to_ns(double s) {
    return std::llround((k_boot_s + s) * 1e9);
}

class Trial {
  public:
    Trial(const Conditions& conditions, std::size_t number, std::mt19937_64& random)
        : c_(conditions), random_(random) {
        answer_.prompt = number % c_.prompts.size();
    }

    SimulatedAnswer run() {
        replay_from_ = c_.replayed.empty() ? 0 : random_() % c_.replayed.size();
        const double scale = c_.prompts[answer_.prompt];
        const double answer = 1 + c_.answer_sd * normal();
        idle("idle_before");
        answer_.prefill = load("prefill", c_.prefill_w, c_.prefill_s * scale, answer, 0);
        answer_.decode = load("decode", c_.decode_w, c_.decode_s * scale, answer, c_.decline);
        idle("idle_after");
        answer_.decode.net_j += late_j_;
        poll(readings());
        answer_.end.trial = "simulated-" + std::to_string(random_());
        answer_.end.outcome = Outcome::finished;
        answer_.end.battery.status = ChargeStatus::discharging;
        answer_.end.context.emplace_back().status = ChargeStatus::discharging;
        return std::move(answer_);
    }

  private:
    double normal() { return normal_(random_); }
    double uniform(double low, double high) {
        return low + (high - low) * static_cast<double>(random_() >> 11) * 0x1p-53;
    }

    double idle_at(double s) const { return c_.idle_w + c_.drift_w_per_s * s; }

    double replayed_at(double s) const {
        if (c_.replayed.empty()) return 0;
        const auto second = static_cast<std::size_t>(s);
        return c_.idle_w * c_.replayed[(replay_from_ + second) % c_.replayed.size()];
    }

    void idle(const char* name) {
        const double begin = now_, end = now_ + c_.idle_s * (1 + c_.length_sd * normal());
        while (now_ < end) {
            const double next = std::min(end, now_ + k_piece_s);
            const double fading = above_ * ramp_left(begin);
            add(next,
                (idle_at(now_) + fading) * (1 + c_.unsteadiness * normal()) + replayed_at(now_));
            if (fading != 0) late_j_ += fading * (next - begin_of_last_);
        }
        mark(name, begin);
    }

    // 1 at the edge, 0 after the ramp.
    double ramp_left(double edge) const {
        if (c_.ramp_s <= 0) return 0;
        return std::max(0.0, 1 - (now_ - edge) / c_.ramp_s);
    }

    PhaseTruth load(const char* name, double power, double length, double answer, double decline) {
        PhaseTruth truth;
        truth.length_s = length * (1 + c_.length_sd * normal());
        const double begin = now_, end = now_ + truth.length_s, before = above_;
        const double target = (power - c_.idle_w) * answer * (1 + c_.phase_sd * normal());
        while (now_ < end) {
            const double next = std::min(end, now_ + k_piece_s);
            const double through = (now_ - begin) / truth.length_s;
            const double slope = 1 + decline * (0.5 - through);
            above_ = before + (target * slope - before) * (1 - ramp_left(begin));
            const double total =
                (idle_at(now_) + above_) * (1 + c_.unsteadiness * normal()) + replayed_at(now_);
            const double idle_w = idle_at(now_);
            add(next, total);
            truth.net_j += (total - idle_w) * (next - begin_of_last_);
            truth.gross_j += total * (next - begin_of_last_);
        }
        mark(name, begin);
        return truth;
    }

    void add(double end, double power) {
        const double v = c_.open_circuit_v, r = c_.resistance_ohm;
        const double current = r > 0 ? (v - std::sqrt(v * v - 4 * r * power)) / (2 * r) : power / v;
        begin_of_last_ = now_;
        pieces_.push_back({end, current, v - current * r, charge_});
        charge_ += current * (end - now_);
        now_ = end;
    }

    void mark(const char* name, double begin) {
        answer_.end.phases.push_back({name, DeviceTime(to_ns(begin)), DeviceTime(to_ns(now_))});
    }

    const Piece& piece_at(double s) const {
        const auto found =
            std::upper_bound(pieces_.begin(), pieces_.end(), s,
                             [](double time, const Piece& piece) { return time < piece.end_s; });
        return found == pieces_.end() ? pieces_.back() : *found;
    }

    double charge_until(double s) const {
        const auto& piece = piece_at(s);
        const double begin = &piece == pieces_.data() ? 0 : (&piece - 1)->end_s;
        return piece.charge_before + piece.current_a * (std::min(s, piece.end_s) - begin);
    }

    double mean(double from, double to) const {
        const double begin = std::max(0.0, from);
        if (to <= begin) return piece_at(to).current_a;
        return (charge_until(to) - charge_until(begin)) / (to - begin);
    }

    // Exact over pieces of constant current; times have to grow from call to call.
    double filtered(double s) {
        while (filtered_until_ < s) {
            const auto& piece = pieces_[std::min(filter_piece_, pieces_.size() - 1)];
            const double to = std::min(s, piece.end_s > filtered_until_ ? piece.end_s : s);
            const double kept = std::exp(-(to - filtered_until_) / c_.filter_constant_s);
            filter_ = piece.current_a + (filter_ - piece.current_a) * kept;
            filtered_until_ = to;
            if (to >= piece.end_s) ++filter_piece_;
        }
        return filter_;
    }

    double shown_current(double before, double at) {
        switch (c_.kind) {
            case GaugeKind::mean:
                return mean(before, at);
            case GaugeKind::instant:
                return piece_at(at).current_a;
            case GaugeKind::first_order:
                return filtered(at);
            case GaugeKind::half_mean_half_instant:
                return (mean(before, at) + piece_at(at).current_a) / 2;
            case GaugeKind::filtered_mean: {
                const double kept = std::exp(-(at - before) / c_.filter_constant_s);
                filter_ = mean(before, at) + (filter_ - mean(before, at)) * kept;
                return filter_;
            }
        }
        return 0;
    }

    struct Shown {
        double from_s;
        std::int64_t current_raw, voltage_raw;
    };

    std::vector<Shown> readings() {
        std::vector<Shown> shown;
        filter_ = pieces_.front().current_a;
        double before = -c_.refresh_s, voltage_due = 0, voltage = pieces_.front().voltage_v;
        double at = uniform(0, c_.refresh_s) - c_.refresh_s;
        while (at < now_) {
            const double made = std::max(0.0, at + c_.jitter_s * std::clamp(normal(), -2.5, 2.5));
            const double amps = shown_current(before, made) * (1 + c_.gauge_noise * normal());
            if (made >= voltage_due) {
                voltage = piece_at(made).voltage_v;
                voltage_due = made + c_.voltage_every_s;
            }
            const auto raw = std::llround(std::round(amps * 1e6 / c_.quantum_ua) * c_.quantum_ua);
            const auto volts = std::llround(std::round(voltage / k_voltage_step) * 1250);
            shown.push_back({made, c_.positive ? raw : -raw, volts});
            before = made;
            at += c_.refresh_s * (1 + c_.period_drift * at / 60);
        }
        return shown;
    }

    void poll(const std::vector<Shown>& shown) {
        auto& readings = answer_.end.readings.emplace_back();
        readings.source = "simulated";
        std::size_t k = 0;
        for (double due = 0.01; due < now_; due += c_.poll_s) {
            if (c_.missed_polls > 0 && uniform(0, 1) < c_.missed_polls) continue;
            const double at = due + uniform(0, c_.poll_lateness_s);
            while (k + 1 < shown.size() && shown[k + 1].from_s <= at) ++k;
            append(readings, to_ns(at), shown[k]);
        }
    }

    static void append(PowerReadings& readings, std::int64_t ns, const Shown& shown) {
        const bool same = !readings.polls.empty() &&
                          readings.current_raw.back() == shown.current_raw &&
                          readings.voltage_raw.back() == shown.voltage_raw;
        if (same) {
            readings.last_ns.back() = ns;
            ++readings.polls.back();
            return;
        }
        readings.first_ns.push_back(ns);
        readings.last_ns.push_back(ns);
        readings.polls.push_back(1);
        readings.current_raw.push_back(shown.current_raw);
        readings.voltage_raw.push_back(shown.voltage_raw);
    }

    const Conditions& c_;
    std::mt19937_64& random_;
    std::normal_distribution<> normal_;
    SimulatedAnswer answer_;
    std::vector<Piece> pieces_;
    double now_ = 0, begin_of_last_ = 0, charge_ = 0, above_ = 0, late_j_ = 0;
    double filter_ = 0, filtered_until_ = 0;
    std::size_t filter_piece_ = 0, replay_from_ = 0;
};

}  // namespace

SimulatedAnswer simulate_answer(const Conditions& conditions, std::size_t number,
                                std::mt19937_64& random) {
    return Trial(conditions, number, random).run();
}

double expected_net_j(const Conditions& c) {
    double scale = 0;
    for (const double prompt : c.prompts) scale += prompt / static_cast<double>(c.prompts.size());
    return scale * ((c.prefill_w - c.idle_w) * c.prefill_s + (c.decode_w - c.idle_w) * c.decode_s);
}

}  // namespace edgebench::bench
