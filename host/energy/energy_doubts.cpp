#include "host/energy/energy_doubts.hpp"

#include "host/energy/baseline_drift.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

// A gauge that renews voltage and current together shows an answer's voltage at its next refresh,
// and polls come at least twice a refresh.
constexpr double k_usual_delay_in_refreshes = 1.5;
constexpr double k_unlikely = 1e-3;

// Under load the voltage sags at once: until it is renewed that sag is not seen.
bool has_stale_voltage(const PowerReadings& readings, const Window& answer, Seconds refresh,
                       double share) {
    DeviceTime renewed = answer.end;
    for (std::size_t i = 1; i < readings.first_ns.size(); ++i) {
        const DeviceTime shown(readings.first_ns[i]);
        if (shown <= answer.begin || shown > answer.end) continue;
        if (readings.voltage_raw[i] == readings.voltage_raw[i - 1]) continue;
        renewed = shown;
        break;
    }
    const auto length = seconds_between(answer.begin, answer.end);
    const auto delay = seconds_between(answer.begin, renewed);
    return delay > length * share + refresh * k_usual_delay_in_refreshes;
}

struct Stretch {
    DeviceTime begin;
    DeviceTime end;
    Seconds length() const { return seconds_between(begin, end); }
};

// The times between two changes of the current that reach into `window`. What lies before it does
// not count: an idle phone may have had nothing to tell. What follows does: its end is news.
std::vector<Stretch> unchanged(const PowerReadings& readings, const Window& window) {
    std::vector<Stretch> stretches;
    DeviceTime begin(readings.first_ns.front());
    const auto add = [&](DeviceTime end) {
        if (end > window.begin && begin < window.end)
            stretches.push_back({std::max(begin, window.begin), end});
        begin = end;
    };
    for (std::size_t i = 1; i < readings.first_ns.size(); ++i) {
        if (readings.current_raw[i] != readings.current_raw[i - 1])
            add(DeviceTime(readings.first_ns[i]));
    }
    add(DeviceTime(readings.last_ns.back()));
    return stretches;
}

// A coarse gauge under a steady load says the same for long: what counts is how often the other
// refreshes of the answer brought something new.
bool has_stalled(const PowerReadings& readings, const Window& answer, Seconds refresh,
                 std::int64_t limit) {
    const auto stretches = unchanged(readings, answer);
    if (stretches.empty()) return false;
    const auto longest = *std::ranges::max_element(
        stretches, {}, [](const Stretch& stretch) { return stretch.length().value(); });
    const double without_news = std::round(longest.length().value() / refresh.value()) - 1;
    if (without_news < static_cast<double>(limit)) return false;
    if (stretches.size() == 1) return true;  // not even the load was seen
    Seconds others{0};
    for (const auto& stretch : stretches) others = others + stretch.length();
    // But for the refresh that the load's beginning changes in any case.
    const double refreshes = (others - longest.length()).value() / refresh.value() - 1;
    const double changes = static_cast<double>(stretches.size()) - 2;
    const double odds_of_news =
        std::clamp((changes + 0.5) / (std::max(0.0, refreshes) + 1), 0.0, 1.0);
    return std::pow(1 - odds_of_news, without_news) < k_unlikely;
}

}  // namespace

std::vector<std::string> energy_doubts(const TrialEnd& trial, const EnergyResult& energy,
                                       const VerdictLimits& limits) {
    if (!energy.energy.net) return {};
    const auto& source = energy.energy.source;
    const auto& readings = *usable_readings(trial, source);
    const auto answer = trial_windows(trial)->answer;
    const auto refresh = energy.energy.gauge->refresh;
    std::vector<std::string> doubts;
    if (has_drifted(*energy.baseline, limits.baseline_drift)) doubts.push_back("baseline drift");
    // A count goes on whatever nobody renews.
    if (is_accumulator(source)) return doubts;
    const bool has_voltage = std::ranges::any_of(
        readings.voltage_raw, [](const auto& voltage) { return voltage.has_value(); });
    if (has_voltage && has_stale_voltage(readings, answer, refresh, limits.stale_voltage_share)) {
        doubts.push_back("stale voltage");
    }
    if (has_stalled(readings, answer, refresh, limits.stalled_refreshes)) {
        doubts.push_back("stalled gauge");
    }
    return doubts;
}

}  // namespace edgebench
