#include "host/plan/policy.hpp"

#include "protocol/power_source.hpp"

#include <algorithm>

namespace edgebench {
namespace {

// Slower than all gauges seen but those of 30 s (which no idle window of a run could serve).
constexpr Seconds k_refresh_of_unknown_gauge{1.5};
constexpr Seconds k_shortest_sample_period{0.1};  // faster costs 4 to 40 % of idle power
constexpr Seconds k_rail_period{0.25};            // rails count on between two polls
constexpr Seconds k_service_period{1};            // a process each time

// How the source's readings come, as far as it is known before the first of them.
GaugeProfile expected_gauge(const std::string& source, const std::optional<GaugeProfile>& gauge) {
    auto expected = gauge.value_or(
        GaugeProfile{.refresh = k_refresh_of_unknown_gauge, .phase = {}, .filter_constant = {}});
    if (source == k_rails) {
        expected = {.refresh = k_rail_period, .phase = {}, .filter_constant = {}};
    } else if (source == k_rapl) {
        expected = {.refresh = k_shortest_sample_period, .phase = {}, .filter_constant = {}};
    } else if (source == k_battery_properties) {
        expected.refresh = std::max(expected.refresh, k_service_period);
    }
    return expected;
}

Seconds idle_for(const std::vector<std::string>& power, const std::optional<GaugeProfile>& gauge) {
    Seconds longest{0};
    for (const auto& source : power) {
        longest = std::max(longest, idle_window(expected_gauge(source, gauge)));
    }
    return power.empty() ? idle_window(expected_gauge("", gauge)) : longest;
}

Seconds sample_period_for(const std::vector<std::string>& power,
                          const std::optional<GaugeProfile>& gauge) {
    const auto of_gauge =
        gauge ? std::max(k_shortest_sample_period, gauge->refresh / 2) : k_shortest_sample_period;
    const bool rails_only = power == std::vector<std::string>{std::string(k_rails)};
    return rails_only ? k_rail_period : of_gauge;
}

}  // namespace

Policy default_policy(const std::vector<std::string>& require, std::optional<Seconds> idle,
                      const std::optional<GaugeProfile>& gauge,
                      const std::vector<std::string>& power) {
    const bool energy = std::find(require.begin(), require.end(), "energy") != require.end();
    Policy policy;
    policy.power = power;
    policy.idle_before = policy.idle_loaded = policy.idle_after =
        idle.value_or(idle_for(power, gauge));
    policy.sample_period = sample_period_for(power, gauge);
    policy.battery_temperature_min = Celsius(10);
    policy.battery_temperature_max = Celsius(40);
    if (energy) {
        // Outside this window voltage and the current limit change with the charge.
        policy.level_min_percent = 15;
        policy.level_max_percent = 95;
        policy.require_discharging = power.empty() || !is_behind_battery(power.front());
    }
    policy.thermal_status_max = 0;
    policy.refuse_battery_saver = true;
    policy.battery_temperature_ceiling = Celsius(46);  // Android reports overheating from 45 to 50
    // Android calls storage low below at most 500 MB.
    policy.storage_reserve = Bytes64(500 * k_mebibyte);
    policy.token_deadline = Seconds(600);
    // Lowest brightness, and a screen that is on and stays on: with it off the phone may suspend.
    policy.settings = {{"system/screen_brightness_mode", "0"},
                       {"system/screen_brightness", "1"},
                       {"system/screen_off_timeout", "2147483647"},
                       {"global/window_animation_scale", "0"},
                       {"global/transition_animation_scale", "0"},
                       {"global/animator_duration_scale", "0"},
                       {"battery/updates", "running"},
                       {"screen/wakefulness", "Awake"}};
    return policy;
}

}  // namespace edgebench
