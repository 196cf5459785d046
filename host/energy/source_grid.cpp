#include "host/energy/source_grid.hpp"

#include "host/energy/trial_windows.hpp"
#include "host/energy/voltage_lag.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

constexpr double k_joules_per_uws = 1e-6;
constexpr double k_coulombs_per_uah = 3.6e-3;
// Battery, protection and wiring of a phone: 0.05 to 0.15 ohm.
constexpr double k_usual_resistance_ohm = 0.1;

using Columns = std::vector<const PowerReadings*>;

Columns columns_of(const TrialEnd& trial, std::string_view source, std::string_view rail) {
    Columns columns;
    for (const auto& readings : trial.readings) {
        const bool meant = readings.source == source && (rail.empty() || readings.rail == rail);
        if (meant && is_usable(readings)) columns.push_back(&readings);
    }
    return columns;
}

// What the accumulator would have shown at `ns`: it rises evenly between two polls.
double count_at(const PowerReadings& readings, std::int64_t ns) {
    const auto next = std::upper_bound(readings.first_ns.begin(), readings.first_ns.end(), ns);
    const auto run =
        static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - readings.first_ns.begin() - 1, 0));
    const auto count = static_cast<double>(readings.current_raw[run]);
    if (next == readings.first_ns.end() || ns <= readings.last_ns[run]) return count;
    const auto after = static_cast<double>(readings.current_raw[run + 1]);
    const auto pause = static_cast<double>(readings.first_ns[run + 1] - readings.last_ns[run]);
    return count + (after - count) * static_cast<double>(ns - readings.last_ns[run]) / pause;
}

// When the one that changed most often was polled. Of the charge counter, which moves in steps of
// its own, when it moved.
std::vector<std::int64_t> poll_times(const Columns& columns, std::string_view source) {
    const auto* busiest = *std::max_element(
        columns.begin(), columns.end(),
        [](const auto* a, const auto* b) { return a->first_ns.size() < b->first_ns.size(); });
    if (source == k_charge_counter) return busiest->first_ns;
    auto times = busiest->first_ns;
    times.insert(times.end(), busiest->last_ns.begin(), busiest->last_ns.end());
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

Seconds median_length(const std::vector<GridReading>& readings) {
    std::vector<Seconds> lengths;
    for (const auto& reading : readings)
        lengths.push_back(seconds_between(reading.begin, reading.end));
    if (lengths.empty()) return Seconds(0);
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return *middle;
}

// Of charge: the mean of the polls; of energy it only tells the charge that belongs to it.
std::optional<Volts> mean_voltage(const TrialEnd& trial, const Columns& columns) {
    double sum_v = 0;
    std::int64_t polls = 0;
    for (const auto* readings : columns) {
        for (std::size_t i = 0; i < readings->polls.size(); ++i) {
            const auto voltage = battery_voltage(readings->voltage_raw[i]);
            if (!voltage) continue;
            sum_v += voltage->value() * readings->polls[i];
            polls += readings->polls[i];
        }
    }
    if (polls > 0) return Volts(sum_v / static_cast<double>(polls));
    return battery_voltage(trial.battery.voltage_raw);
}

GaugeProfile accumulator_profile(std::string_view source) {
    GaugeProfile profile;
    profile.origin = ProfileOrigin::accumulator;
    profile.kernel = Kernel::mean;
    const bool is_charge = source == k_charge_counter;
    profile.unit = is_charge ? GaugeUnit::microamp_hours : GaugeUnit::microwatt_seconds;
    profile.sign = is_charge ? DischargeSign::negative : DischargeSign::positive;
    return profile;
}

// Their differences are means over the time between two polls. An accumulator that runs backwards
// was set anew: that reading is missed.
SourceGrid differences(const TrialEnd& trial, std::string_view source, const Columns& columns) {
    SourceGrid grid{accumulator_profile(source), {}};
    const auto voltage = mean_voltage(trial, columns);
    const bool is_charge = source == k_charge_counter;
    if (columns.empty() || (is_charge && !voltage)) return grid;
    const double scale =
        is_charge ? -k_coulombs_per_uah * voltage->value() : k_joules_per_uws;  // charge falls
    const auto times = poll_times(columns, source);
    for (std::size_t i = 1; i < times.size(); ++i) {
        Joules energy{0};
        for (const auto* readings : columns) {
            energy +=
                Joules(scale * (count_at(*readings, times[i]) - count_at(*readings, times[i - 1])));
        }
        GridReading reading;
        reading.begin = DeviceTime(times[i - 1]);
        reading.end = DeviceTime(times[i]);
        reading.power = energy / seconds_between(reading.begin, reading.end);
        if (voltage) reading.current = Amps(reading.power.value() / voltage->value());
        if (energy < Joules(0)) reading.sight = Sight::missed;
        grid.readings.push_back(reading);
    }
    grid.gauge.refresh = median_length(grid.readings);
    grid.gauge.phase = DeviceTime(times.front());
    return grid;
}

Amps mean_current(const PowerReadings& readings, const GaugeProfile& gauge, const Window& window) {
    Amps sum{0};
    double polls = 0;
    for (std::size_t i = 0; i < readings.polls.size(); ++i) {
        if (readings.last_ns[i] < window.begin.value()) continue;
        if (readings.first_ns[i] > window.end.value()) continue;
        sum += out_of_battery(readings.current_raw[i], gauge) * readings.polls[i];
        polls += readings.polls[i];
    }
    return polls > 0 ? sum / polls : Amps(0);
}

// The battery's voltage at rest was read behind the window, up to a minute old.
std::vector<GridReading> with_assumed_voltage(const TrialEnd& trial, PowerReadings readings,
                                              const GaugeProfile& gauge) {
    const auto rest = battery_voltage(trial.battery.voltage_raw);
    const auto windows = trial_windows(trial);
    if (!rest || !windows) return {};
    const auto idle = mean_current(readings, gauge, windows->idle_after);
    std::fill(readings.voltage_raw.begin(), readings.voltage_raw.end(), trial.battery.voltage_raw);
    auto grid = grid_readings(readings, gauge);
    for (auto& reading : grid) {
        const auto above = reading.current - idle;
        reading.doubt = Volts(k_usual_resistance_ohm * above.value()) * reading.current;
        reading.power -= reading.doubt;
    }
    return grid;
}

// Where the load steps: at the edges of the phases.
std::vector<DeviceTime> load_steps(const TrialEnd& trial) {
    std::vector<DeviceTime> steps;
    for (const auto& phase : trial.phases) {
        if (steps.empty() || steps.back() < phase.begin) steps.push_back(phase.begin);
    }
    return steps;
}

SourceGrid gauge_grid(const TrialEnd& trial, const PowerReadings& readings,
                      const GaugeProfile& gauge) {
    SourceGrid grid{with_phase(gauge, readings), {}};
    const bool has_voltage = std::any_of(readings.voltage_raw.begin(), readings.voltage_raw.end(),
                                         [](const auto& voltage) { return voltage.has_value(); });
    grid.readings = has_voltage ? without_voltage_lag(grid_readings(readings, grid.gauge),
                                                      grid.gauge, load_steps(trial))
                                : with_assumed_voltage(trial, readings, grid.gauge);
    return grid;
}

}  // namespace

std::vector<std::string> sources_of(const TrialEnd& trial) {
    std::vector<std::string> sources;
    for (const auto& readings : trial.readings) {
        const bool known =
            std::find(sources.begin(), sources.end(), readings.source) != sources.end();
        if (!known && usable_readings(trial, readings.source)) sources.push_back(readings.source);
    }
    return sources;
}

std::optional<GaugeProfile> profile_for(std::string_view source, const GaugeProfiles& gauges) {
    if (is_accumulator(source)) return accumulator_profile(source);
    const auto gauge = gauges.find(source);
    if (gauge == gauges.end()) return std::nullopt;
    return gauge->second;
}

SourceGrid source_grid(const TrialEnd& trial, std::string_view source, const GaugeProfile& gauge) {
    if (is_accumulator(source)) return differences(trial, source, columns_of(trial, source, {}));
    const auto* readings = usable_readings(trial, source);
    if (readings == nullptr) return {gauge, {}};
    return gauge_grid(trial, *readings, gauge);
}

SourceGrid rail_grid(const TrialEnd& trial, std::string_view rail) {
    return differences(trial, k_rails, columns_of(trial, k_rails, rail));
}

std::vector<std::string> rails_of(const TrialEnd& trial) {
    std::vector<std::string> rails;
    for (const auto& readings : trial.readings) {
        if (readings.source == k_rails) rails.push_back(readings.rail);
    }
    return rails;
}

}  // namespace edgebench
