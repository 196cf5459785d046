#include "host/energy/readings.hpp"

#include "protocol/power_source.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

// Bounds the grid, whatever a journal claims.
constexpr Seconds k_longest_span{48 * 3600};
constexpr Seconds k_shortest_refresh{0.001};
// Polls come at least twice a refresh: after a pause of so many refreshes one may have been missed.
constexpr double k_longest_pause = 1.25;
constexpr double k_run_slack = 0.99;  // the poll period is an estimate

// The time between polls where nothing was late: a lower quartile.
double poll_period_s(const PowerReadings& readings) {
    std::vector<double> periods;
    for (std::size_t i = 0; i < readings.polls.size(); ++i) {
        const auto length =
            seconds_between(DeviceTime(readings.first_ns[i]), DeviceTime(readings.last_ns[i]));
        if (readings.polls[i] > 1) periods.push_back(length.value() / (readings.polls[i] - 1));
    }
    if (periods.empty()) return 0;
    const auto quartile = periods.begin() + static_cast<std::ptrdiff_t>(periods.size() / 4);
    std::nth_element(periods.begin(), quartile, periods.end());
    return *quartile;
}

// Numbers the refreshes: number 0 is made at the phase.
class Grid {
  public:
    explicit Grid(const GaugeProfile& gauge) : phase_(*gauge.phase), period_(gauge.refresh) {}
    double position(std::int64_t ns) const {
        return seconds_between(phase_, DeviceTime(ns)).value() / period_.value();
    }
    DeviceTime instant(std::int64_t number) const {
        return later(phase_, period_ * static_cast<double>(number));
    }

  private:
    DeviceTime phase_;
    Seconds period_;
};

// The number of the refresh from which on each run is what the gauge shows. A new current is
// caused by the refresh next to its change; a new voltage alone belongs to the readings after it.
std::vector<std::int64_t> first_refreshes(const PowerReadings& readings, const Grid& grid) {
    std::vector<std::int64_t> first{std::llround(std::floor(grid.position(readings.first_ns[0])))};
    for (std::size_t i = 1; i < readings.first_ns.size(); ++i) {
        const auto middle =
            readings.last_ns[i - 1] + (readings.first_ns[i] - readings.last_ns[i - 1]) / 2;
        const double position = grid.position(middle);
        const bool new_current = readings.current_raw[i] != readings.current_raw[i - 1];
        const double number = new_current ? std::round(position) : std::ceil(position);
        first.push_back(std::max(first.back(), static_cast<std::int64_t>(number)));
    }
    return first;
}

// Marks the readings that were shown only while nothing was polled.
void mark_missed(std::vector<GridReading>& grid, DeviceTime from, DeviceTime to, Seconds refresh) {
    for (auto& reading : grid) {
        if (reading.end > from && later(reading.end, refresh) <= to) reading.sight = Sight::missed;
    }
}

void mark_missed(std::vector<GridReading>& grid, const PowerReadings& readings, Seconds refresh) {
    const double longest = k_longest_pause * refresh.value();
    const double period = poll_period_s(readings);
    for (std::size_t i = 0; i < readings.polls.size(); ++i) {
        const DeviceTime first(readings.first_ns[i]), last(readings.last_ns[i]);
        // A run says only how many polls it had; the longest pause in it is at most this.
        const double pause =
            k_run_slack * seconds_between(first, last).value() - (readings.polls[i] - 2) * period;
        if (pause > longest) mark_missed(grid, first, last, refresh);
        if (i == 0) continue;
        const DeviceTime before(readings.last_ns[i - 1]);
        if (seconds_between(before, first).value() > longest) {
            mark_missed(grid, before, first, refresh);
        }
    }
}

}  // namespace

bool is_usable(const PowerReadings& readings) {
    const auto runs = readings.first_ns.size();
    if (runs == 0 || readings.last_ns.size() != runs || readings.polls.size() != runs ||
        readings.current_raw.size() != runs || readings.voltage_raw.size() != runs) {
        return false;
    }
    std::int64_t before = readings.first_ns.front();
    for (std::size_t i = 0; i < runs; ++i) {
        if (readings.polls[i] < 1 || readings.first_ns[i] < before ||
            readings.last_ns[i] < readings.first_ns[i]) {
            return false;
        }
        before = readings.last_ns[i];
    }
    return readings.first_ns.front() >= 0 && seconds_between(DeviceTime(readings.first_ns.front()),
                                                             DeviceTime(before)) <= k_longest_span;
}

const PowerReadings* usable_readings(const TrialEnd& trial, std::string_view source) {
    const auto found = std::find_if(
        trial.readings.begin(), trial.readings.end(), [source](const PowerReadings& readings) {
            const bool meant =
                source.empty() ? !is_accumulator(readings.source) : readings.source == source;
            return meant && is_usable(readings);
        });
    return found == trial.readings.end() ? nullptr : &*found;
}

std::vector<Change> current_changes(const PowerReadings& readings) {
    std::vector<Change> changes;
    for (std::size_t i = 1; i < readings.current_raw.size(); ++i) {
        if (readings.current_raw[i] == readings.current_raw[i - 1]) continue;
        changes.push_back({DeviceTime(readings.last_ns[i - 1]), DeviceTime(readings.first_ns[i])});
    }
    return changes;
}

Amps out_of_battery(std::int64_t raw, const GaugeProfile& gauge) {
    const double scale = gauge.unit == GaugeUnit::microamps ? 1e-6 : 1e-3;
    const double amps = static_cast<double>(raw) * scale;
    return Amps(gauge.sign == DischargeSign::negative ? -amps : amps);
}

std::optional<Volts> battery_voltage(std::optional<std::int64_t> raw) {
    if (!raw) return std::nullopt;
    const auto value = static_cast<double>(*raw);
    if (value >= 3.0e6 && value <= 4.6e6) return Volts(value * 1e-6);
    if (value >= 3.0e3 && value <= 4.6e3) return Volts(value * 1e-3);
    return std::nullopt;
}

GaugeProfile with_phase(const GaugeProfile& gauge, const PowerReadings& readings) {
    auto result = gauge;
    const auto fitted = fit_phase(current_changes(readings), gauge.refresh);
    // Readings that never change are the same on every grid.
    result.phase = fitted.value_or(DeviceTime(readings.first_ns.front()));
    return result;
}

std::vector<GridReading> grid_readings(const PowerReadings& readings, const GaugeProfile& gauge) {
    if (!gauge.phase || gauge.refresh < k_shortest_refresh) return {};
    const Grid grid(gauge);
    const auto first = first_refreshes(readings, grid);
    const auto last = std::llround(std::floor(grid.position(readings.last_ns.back())));
    std::vector<GridReading> result;
    std::size_t run = 0;
    for (auto number = first.front(); number <= last; ++number) {
        while (run + 1 < first.size() && first[run + 1] <= number) ++run;
        const auto voltage = battery_voltage(readings.voltage_raw[run]);
        if (!voltage) return {};
        const auto current = out_of_battery(readings.current_raw[run], gauge);
        result.push_back({.begin = grid.instant(number - 1),
                          .end = grid.instant(number),
                          .current = current,
                          .power = *voltage * current});
    }
    mark_missed(result, readings, gauge.refresh);
    return result;
}

}  // namespace edgebench
