#include "host/plan/policy.hpp"

#include <algorithm>

namespace edgebench {
namespace {

// Slower than all gauges seen but those of 30 s (which no idle window of a run could serve).
constexpr Seconds k_refresh_of_unknown_gauge{1.5};
constexpr Seconds k_shortest_sample_period{0.1};  // faster costs 4 to 40 % of idle power

}  // namespace

Policy default_policy(const std::vector<std::string>& require, std::optional<Seconds> idle,
                      const std::optional<GaugeProfile>& gauge) {
    const bool energy = std::find(require.begin(), require.end(), "energy") != require.end();
    const auto window = idle.value_or(idle_window(gauge.value_or(
        GaugeProfile{.refresh = k_refresh_of_unknown_gauge, .phase = {}, .filter_constant = {}})));
    Policy policy;
    policy.idle_before = policy.idle_loaded = policy.idle_after = window;
    if (gauge) policy.sample_period = std::max(k_shortest_sample_period, gauge->refresh / 2);
    policy.battery_temperature_min = Celsius(10);
    policy.battery_temperature_max = Celsius(40);
    if (energy) {
        // Outside this window voltage and the current limit change with the charge.
        policy.level_min_percent = 15;
        policy.level_max_percent = 95;
        policy.require_discharging = true;
    }
    policy.thermal_status_max = 0;
    policy.refuse_battery_saver = true;
    policy.battery_temperature_ceiling = Celsius(46);  // Android reports overheating from 45 to 50
    // Android calls storage low below at most 500 MB.
    policy.storage_reserve = Bytes64(500 * k_mebibyte);
    policy.token_deadline = Seconds(600);
    // Lowest brightness, and a screen that stays on: with it off the phone may suspend.
    policy.settings = {{"system/screen_brightness_mode", "0"},
                       {"system/screen_brightness", "1"},
                       {"system/screen_off_timeout", "2147483647"},
                       {"global/window_animation_scale", "0"},
                       {"global/transition_animation_scale", "0"},
                       {"global/animator_duration_scale", "0"},
                       {"battery/updates", "running"}};
    return policy;
}

}  // namespace edgebench
