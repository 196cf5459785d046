#include "host/energy/recording_gauge.hpp"

#include "host/energy/quantisation.hpp"
#include "host/energy/refresh.hpp"
#include "host/energy/refresh_marks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace edgebench {
namespace {

constexpr std::size_t k_wanted_changes = 20;

// Polls that pause for longer begin a new stretch: clocks are set and phones sleep in a pause.
constexpr Seconds k_shortest_gap{5};
constexpr double k_longest_pause_in_polls = 20;
// A change that so few polls saw says little about when it was.
constexpr double k_widest_change_in_polls = 3.5;

std::string text_of(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.4g", value);
    return buffer;
}

std::optional<Seconds> usual_step(const std::vector<DeviceTime>& times) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < times.size(); ++i) {
        steps.push_back(seconds_between(times[i - 1], times[i]).value());
    }
    return steps.empty() ? std::nullopt : std::optional(Seconds(quantile(steps, 0.5)));
}

std::size_t count_changes(const std::vector<double>& currents) {
    std::size_t changes = 0;
    for (std::size_t i = 1; i < currents.size(); ++i) changes += currents[i] != currents[i - 1];
    return changes;
}

// Those whose time is known well enough to look for a grid.
std::vector<std::vector<Change>> timed_changes(const GaugeRecording& recording, Seconds poll) {
    const auto pause = std::max(k_shortest_gap, poll * k_longest_pause_in_polls);
    std::vector<std::vector<Change>> stretches(1);
    for (std::size_t i = 1; i < recording.time.size(); ++i) {
        const auto after = recording.time[i - 1], until = recording.time[i];
        const auto between = seconds_between(after, until);
        if (between > pause) stretches.emplace_back();
        if (recording.current_raw[i] == recording.current_raw[i - 1]) continue;
        if (between <= poll * k_widest_change_in_polls) stretches.back().push_back({after, until});
    }
    return stretches;
}

// How large the readings are, without their sign.
struct Magnitudes {
    double low = 0, median = 0, high = 0;
};

Magnitudes magnitudes_of(const std::vector<double>& currents) {
    std::vector<double> sizes;
    for (const double current : currents) sizes.push_back(std::abs(current));
    return {quantile(sizes, 0.1), quantile(sizes, 0.5), quantile(sizes, 0.9)};
}

// Awake enough to be polled a phone draws more than 4 mA, and no phone draws 15 A for long (a
// loaded one 0.3 to 8 A: facts on real phones in doc/measurement.md). A charger can leave a current
// near zero, and a fast one gives more. In between both units are possible.
GaugeFinding<GaugeUnit> unit_of(const GaugeRecording& recording, RecordedState state,
                                const std::optional<double>& step) {
    constexpr double k_least_milliamps = 5, k_most_milliamps = 15'000;
    constexpr double k_most_charging_milliamps = 25'000, k_least_microamps = 4000;
    constexpr double k_coarsest_milliamps = 60;
    const auto sizes = magnitudes_of(recording.current_raw);
    const auto shown = "the median reading is " + text_of(sizes.median) + " in size: ";
    const bool discharging = state == RecordedState::discharging;
    const double most = discharging ? k_most_milliamps : k_most_charging_milliamps;
    if (sizes.high > most) {
        return {GaugeUnit::microamps, shown + "milliamperes would be more than a phone draws"};
    }
    if (sizes.high < k_least_milliamps) {
        return {{}, shown + "too near zero for either unit; put a load on the phone"};
    }
    if (step && *step >= 500 && sizes.high < k_most_milliamps) {
        return {GaugeUnit::microamps,
                shown + "its steps of " + text_of(*step) + " would be too coarse for milliamperes"};
    }
    const bool fine = !step || *step <= k_coarsest_milliamps;
    const bool steady = discharging || (sizes.low >= 50 && fine);
    if (steady && fine && sizes.median < k_least_microamps) {
        return {GaugeUnit::milliamps, shown + "microamperes would be less than an awake phone " +
                                          (discharging ? "draws" : "charges with")};
    }
    return {{}, shown + "possible in microamperes and in milliamperes; put a load on the phone"};
}

GaugeFinding<DischargeSign> sign_of(const GaugeRecording& recording, RecordedState state) {
    constexpr double k_clear_majority = 0.95;
    double positive = 0, negative = 0;
    for (const double current : recording.current_raw) {
        positive += current > 0 ? 1 : 0;
        negative += current < 0 ? 1 : 0;
    }
    if (positive + negative == 0) return {{}, "all readings are zero"};
    const double share = positive / (positive + negative);
    const bool clear = share >= k_clear_majority || share <= 1 - k_clear_majority;
    const auto shown = text_of(100 * std::max(share, 1 - share)) + " % of the readings are " +
                       (share >= 0.5 ? "positive" : "negative");
    if (!clear) return {{}, shown + ": the battery may have been charged in between"};
    if (state == RecordedState::unknown) {
        return {{}, shown + ", and the battery's state is unknown; say --state"};
    }
    const bool discharging = state == RecordedState::discharging;
    return {(share >= 0.5) == discharging ? DischargeSign::positive : DischargeSign::negative,
            shown + " while " + (discharging ? "discharging" : "charging")};
}

GaugeFinding<double> quantisation_of(const GaugeRecording& recording) {
    const auto step = quantisation_step(recording.current_raw);
    if (step) return {step, "all differences between readings are multiples of it"};
    return {{}, "too few different readings"};
}

std::string evidence_of(const RefreshEstimate& refresh) {
    const auto changes = std::to_string(refresh.changes) + " timed changes";
    if (!refresh.period) {
        const auto bound = refresh.interval
                               ? "; at most " + text_of(refresh.interval->high.value()) + " s"
                               : std::string();
        return changes + ": " + refresh.why_not + bound;
    }
    return changes + " on one grid; " + text_of(100 * refresh.changed_share) +
           " % of the refreshes changed the reading";
}

// How much longer, at the pace of the changes so far, or of nothing at all.
std::string next_step_of(const RefreshEstimate& refresh, Seconds length) {
    if (refresh.verdict == RefreshVerdict::ok) return {};
    if (refresh.faster_than_polls) {
        return "Poll faster than every " + text_of(refresh.interval->high.value() / 4) + " s.";
    }
    if (refresh.changes == 0) {
        return "Record at least 600 s more while the load on the phone changes.";
    }
    const double pace = length.value() / static_cast<double>(refresh.changes);
    const double missing = refresh.changes < k_wanted_changes
                               ? static_cast<double>(k_wanted_changes - refresh.changes) * pace
                               : 2 * length.value();
    return "Record about " + text_of(std::ceil(missing)) +
           " s more, with polls at regular times, while the load on the phone changes.";
}

}  // namespace

RecordingGauge analyse_recording(const GaugeRecording& recording, RecordedState state) {
    RecordingGauge gauge;
    gauge.polls = recording.time.size();
    gauge.refresh.evidence = gauge.unit.evidence = gauge.sign.evidence =
        gauge.quantisation.evidence = "no polls";
    if (recording.time.empty()) return gauge;
    gauge.length = seconds_between(recording.time.front(), recording.time.back());
    gauge.poll = usual_step(recording.time);
    const auto refresh =
        estimate_refresh(timed_changes(recording, gauge.poll.value_or(Seconds(0))));
    gauge.changes = count_changes(recording.current_raw);
    gauge.verdict = refresh.verdict;
    gauge.refresh = {refresh.period, evidence_of(refresh)};
    gauge.refresh_interval = refresh.interval;
    gauge.quantisation = quantisation_of(recording);
    gauge.unit = unit_of(recording, state, gauge.quantisation.value);
    gauge.sign = sign_of(recording, state);
    gauge.next_step = next_step_of(refresh, gauge.length);
    return gauge;
}

}  // namespace edgebench
