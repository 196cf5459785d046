#include "host/energy/meter_energy.hpp"

#include "host/energy/mean_error.hpp"
#include "host/energy/meter_power.hpp"
#include "host/energy/trial_windows.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace edgebench {
namespace {

constexpr Seconds k_longest_step{0.1};
constexpr Seconds k_idle_piece{0.5};  // of an idle window, for its unsteadiness
constexpr Seconds k_edge{0.1};        // before a load: not baseline, but in the sum
constexpr Seconds k_settling{1.0};    // behind a load, where no gauge says how long it looks back

// The straight line between two idle windows.
struct IdleLine {
    DeviceTime before_at, after_at;
    Watts before{0}, after{0};

    Watts at(DeviceTime time) const {
        const double share =
            seconds_between(before_at, time).value() / seconds_between(before_at, after_at).value();
        return before + (after - before) * share;
    }
};

DeviceTime middle(const Window& window) {
    return later(window.begin, seconds_between(window.begin, window.end) / 2);
}

Seconds length_of(const Window& window) {
    return seconds_between(window.begin, window.end);
}

struct Unsteadiness {
    double variance = 0;  // W^2, of a piece
    double pieces = 1;
};

Unsteadiness unsteadiness(const AlignedMeter& meter, const Window& idle) {
    std::vector<double> pieces;
    for (auto begin = idle.begin; later(begin, k_idle_piece) <= idle.end;
         begin = later(begin, k_idle_piece)) {
        pieces.push_back(meter.power({begin, later(begin, k_idle_piece)}).value());
    }
    if (pieces.size() < 2) return {};
    const auto count = static_cast<double>(pieces.size());
    double mean = 0, squares = 0;
    for (const double piece : pieces) mean += piece / count;
    for (const double piece : pieces) squares += (piece - mean) * (piece - mean);
    return {squares / (count - 1), count};
}

// A load between two idle windows as the meter sees it.
class Load {
  public:
    Load(const AlignedMeter& meter, const Window& before, const Window& after, Seconds memory)
        : meter_(meter) {
        // The same parts of the idle windows as the gauge's baseline.
        const Window idle_before{later(before.begin, memory), later(before.end, -k_edge)};
        const Window idle_after{later(after.begin, memory), after.end};
        summed_ = {idle_before.end, idle_after.begin};
        line_ = {middle(idle_before), middle(idle_after), meter.power(idle_before),
                 meter.power(idle_after)};
        const auto first = unsteadiness(meter, idle_before), last = unsteadiness(meter, idle_after);
        const double mean = (first.variance / first.pieces + last.variance / last.pieces) / 4;
        // Idling in the sum, outside the load, differs from the baseline by chance.
        const auto outside = length_of(summed_) - seconds_between(before.end, after.begin);
        variance_ = mean * std::pow(length_of(summed_).value(), 2) +
                    (first.variance + last.variance) / 2 * k_idle_piece.value() * outside.value();
    }

    Joules net() const { return above(summed_); }
    Joules net_until(DeviceTime time) const { return above({summed_.begin, time}); }
    Joules idle_se() const { return Joules(std::sqrt(variance_)); }
    Watts baseline_at(DeviceTime time) const { return line_.at(time); }

  private:
    Joules above(const Window& window) const {
        return meter_.energy(window) - line_.at(middle(window)) * length_of(window);
    }

    const AlignedMeter& meter_;
    IdleLine line_;
    Window summed_;
    double variance_ = 0;  // J^2, by unsteady idling
};

class Measuring {
  public:
    Measuring(const TrialWindows& windows, Seconds memory) : windows_(windows), memory_(memory) {}

    Load answer(const AlignedMeter& meter) const {
        return {meter, windows_.idle_before_answer(), windows_.idle_after, memory_};
    }

    void fill(MeterEnergy& energy, const AlignedMeter& meter) const {
        const auto load = answer(meter);
        energy.net = load.net();
        energy.prefill_net = load.net_until(windows_.first_token);
        energy.decode_net = *energy.net - *energy.prefill_net;
        energy.baseline = load.baseline_at(middle(windows_.answer));
        energy.gross = *energy.net + *energy.baseline * length_of(windows_.answer);
        if (!windows_.idle_loaded) return;
        energy.load_net = Load(meter, windows_.idle_before, *windows_.idle_loaded, memory_).net();
    }

  private:
    const TrialWindows& windows_;
    Seconds memory_;
};

void compare(MeterEnergy& energy, const TrialEnergy& gauge) {
    energy.gauge_net = gauge.net;
    if (!gauge.net || *energy.net == Joules(0)) return;
    energy.gauge_excess = gauge.net->value() / energy.net->value() - 1;
}

}  // namespace

MeterEnergy meter_energy(const Attempt& attempt, const MeterRecording& recording,
                         const MeterAlignment& alignment) {
    MeterEnergy energy;
    energy.trial = attempt.begin.trial;
    const auto windows = trial_windows(attempt.end);
    if (attempt.end.outcome != Outcome::finished || !windows) {
        energy.why_not = "unfinished";
        return energy;
    }
    const auto& gauge = attempt.energy.gauge;
    const auto memory = gauge ? memory_of(*gauge) : k_settling;
    const Window whole{windows->idle_before.begin, windows->idle_after.end};
    const AlignedMeter meter(recording, alignment, Seconds(0));
    const auto too_short = [&](const Window& idle) {
        return length_of(idle) < memory + k_idle_piece * 2;
    };
    if (!meter.covers(whole)) {
        energy.why_not = k_outside_recording;
    } else if (meter.longest_step(whole) > k_longest_step) {
        energy.why_not = k_recording_gap;
    } else if (too_short(windows->idle_before_answer()) || too_short(windows->idle_after) ||
               too_short(windows->idle_before)) {
        energy.why_not = "idle too short";
    }
    if (!energy.why_not.empty()) return energy;
    const Measuring measuring(*windows, memory);
    measuring.fill(energy, meter);
    const auto shift = alignment.error / k_normal_975;
    const AlignedMeter earlier(recording, alignment, -shift), later_on(recording, alignment, shift);
    const auto moved = measuring.answer(later_on).net() - measuring.answer(earlier).net();
    energy.alignment_se = Joules(std::abs(moved.value()) / 2);
    energy.net_se =
        Joules(std::hypot(measuring.answer(meter).idle_se().value(), energy.alignment_se->value()));
    compare(energy, attempt.energy);
    return energy;
}

}  // namespace edgebench
