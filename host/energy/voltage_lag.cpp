#include "host/energy/voltage_lag.hpp"

#include "host/energy/kernel_weights.hpp"
#include "host/energy/sampled_power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace edgebench {
namespace {

constexpr int k_rounds = 20;
constexpr double k_least_ohm = 0.005, k_most_ohm = 1;  // of a phone's battery and its path
constexpr double k_least_renewals = 0.25;  // share of the readings that show another voltage
constexpr double k_medians = 4.45;         // three standard deviations of a normal number
constexpr double k_floor_v = 0.002;        // of a voltage's own resolution
constexpr double k_least_share = 0.05;     // of a reading, for a load between two steps

struct Battery {
    double rest_v = 0;
    double resistance_ohm = 0;
};

struct Electric {
    double current_a, voltage_v;
};

double voltage_of(const GridReading& reading) {
    return reading.power.value() / reading.current.value();
}

// What is new in each reading but the first.
std::vector<Electric> fresh_readings(const std::vector<GridReading>& readings, double kept) {
    std::vector<Electric> result;
    for (std::size_t k = 1; k < readings.size(); ++k) {
        const double now = readings[k].current.value(), before = readings[k - 1].current.value();
        result.push_back({(now - kept * before) / (1 - kept), voltage_of(readings[k])});
    }
    return result;
}

bool is_renewed(const std::vector<Electric>& readings) {
    double changes = 0;
    for (std::size_t k = 1; k < readings.size(); ++k) {
        changes += readings[k].voltage_v != readings[k - 1].voltage_v;
    }
    return changes >= k_least_renewals * static_cast<double>(readings.size());
}

// The line with the least absolute deviations, by reweighted least squares: readings at the edges
// of a load are far off it and must not turn it.
std::optional<Battery> battery_of(const std::vector<Electric>& readings) {
    std::vector<double> weight(readings.size(), 1);
    Battery battery;
    for (int round = 0; round < k_rounds; ++round) {
        double sum = 0, current = 0, voltage = 0, products = 0, squares = 0;
        for (std::size_t k = 0; k < readings.size(); ++k) {
            sum += weight[k];
            current += weight[k] * readings[k].current_a;
            voltage += weight[k] * readings[k].voltage_v;
        }
        current /= sum;
        voltage /= sum;
        for (std::size_t k = 0; k < readings.size(); ++k) {
            const double off = readings[k].current_a - current;
            products += weight[k] * off * (readings[k].voltage_v - voltage);
            squares += weight[k] * off * off;
        }
        if (!(squares > 0)) return std::nullopt;
        battery.resistance_ohm = -products / squares;
        battery.rest_v = voltage + battery.resistance_ohm * current;
        for (std::size_t k = 0; k < readings.size(); ++k) {
            const double off = readings[k].voltage_v - battery.rest_v +
                               battery.resistance_ohm * readings[k].current_a;
            weight[k] = 1 / std::max(k_floor_v, std::abs(off));
        }
    }
    const bool plausible =
        battery.resistance_ohm >= k_least_ohm && battery.resistance_ohm <= k_most_ohm;
    return plausible ? std::optional(battery) : std::nullopt;
}

// e / (V0 - V): how far the instant was from the average, relative to itself.
double deviation(const Electric& reading, const Battery& battery) {
    const double sag = battery.rest_v - reading.voltage_v;
    const double off = battery.resistance_ohm * reading.current_a - sag;
    return sag > 0 ? off / sag : std::numeric_limits<double>::infinity();
}

// What most readings stay below by unsteadiness alone.
double usual_deviation(const std::vector<Electric>& readings, const Battery& battery) {
    std::vector<double> sizes;
    for (const auto& reading : readings) sizes.push_back(std::abs(deviation(reading, battery)));
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    return k_medians * *middle;
}

// The shares of what is new in a reading before, between and behind two steps of the load.
struct TwoSteps {
    double before, between, behind;
};

std::optional<TwoSteps> two_steps(const GridReading& reading, const GaugeProfile& gauge,
                                  std::span<const DeviceTime> steps) {
    const auto first = std::upper_bound(steps.begin(), steps.end(), reading.begin);
    const auto last = std::lower_bound(first, steps.end(), reading.end);
    const bool averages = gauge.kernel == Kernel::mean || gauge.kernel == Kernel::first_order;
    if (!averages || last - first != 2) return std::nullopt;
    const KernelModel kernel{gauge.kernel, gauge.filter_constant};
    const auto share = [&](DeviceTime begin, DeviceTime end) {
        return kernel_weight(kernel, reading.begin, reading.end, begin, end);
    };
    const double all = share(reading.begin, reading.end);
    const TwoSteps result{share(reading.begin, first[0]) / all, share(first[0], first[1]) / all,
                          share(first[1], reading.end) / all};
    return result.between >= k_least_share ? std::optional(result) : std::nullopt;
}

// Of a reading whose load has two steps.
double power_of(const TwoSteps& share, const Electric& reading, const Battery& battery,
                double before_a) {
    const double behind_a = (battery.rest_v - reading.voltage_v) / battery.resistance_ohm;
    const double between = reading.current_a - share.before * before_a - share.behind * behind_a;
    const double squares = share.before * before_a * before_a + between * between / share.between +
                           share.behind * behind_a * behind_a;
    return battery.rest_v * reading.current_a - battery.resistance_ohm * squares;
}

// Of any other; `usual` is the deviation that unsteadiness alone makes.
double power_of(const Electric& reading, const Battery& battery, double before_a, double usual) {
    const auto [current, voltage] = reading;
    const double off = voltage - battery.rest_v + battery.resistance_ohm * current;
    const bool unsteady = std::abs(deviation(reading, battery)) <= usual;
    const double spread = unsteady ? off * off / battery.resistance_ohm : 0;
    return current * voltage - off * before_a - spread;
}

}  // namespace

double lag_doubt(Kernel kernel) {
    switch (kernel) {
        case Kernel::mean:
            return 0.3;
        case Kernel::first_order:
            return 0.1;
        case Kernel::instant:
            return 0;
        case Kernel::undetermined:
            break;
    }
    return 0.5;
}

std::vector<GridReading> without_voltage_lag(std::vector<GridReading> readings,
                                             const GaugeProfile& gauge,
                                             std::span<const DeviceTime> steps) {
    const bool has_current = std::all_of(readings.begin(), readings.end(),
                                         [](const auto& r) { return r.current.value() != 0; });
    if (readings.size() < 3 || !has_current) return readings;
    const double kept = gauge.kernel == Kernel::first_order ? std::exp(-sharpness(gauge)) : 0;
    const auto fresh = fresh_readings(readings, kept);
    const auto battery = battery_of(fresh);
    if (!battery || !is_renewed(fresh)) return readings;
    const double usual = usual_deviation(fresh, *battery);
    double before_v = voltage_of(readings.front());
    double power = readings.front().power.value();
    for (std::size_t k = 1; k < readings.size(); ++k) {
        const auto& now = fresh[k - 1];
        const double before_a = (battery->rest_v - before_v) / battery->resistance_ohm;
        const auto share = two_steps(readings[k], gauge, steps);
        const double new_power = share ? power_of(*share, now, *battery, before_a)
                                       : power_of(now, *battery, before_a, usual);
        power = kept * power + (1 - kept) * new_power;
        readings[k].lag = readings[k].power - Watts(power);
        readings[k].power = Watts(power);
        before_v = now.voltage_v;
    }
    return readings;
}

}  // namespace edgebench
