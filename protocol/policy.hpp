#pragma once
// The policy of a plan: what must hold on the phone, and how long things may take.

#include "protocol/field_list.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// What a setting of the device should be while the plan runs: "system/screen_brightness" and every
// other "<namespace>/<key>" of Android's settings, "battery/updates" ("running") or
// "screen/wakefulness" ("Awake").
struct WantedSetting {
    std::string name;
    std::string value;
    static constexpr auto fields() {
        return field_list(Field{"name", &WantedSetting::name},
                          Field{"value", &WantedSetting::value});
    }
};

// Gates that must be open before a trial starts, ceilings while it runs, and the windows around it.
struct Policy {
    std::optional<Celsius> battery_temperature_min;
    std::optional<Celsius> battery_temperature_max;
    std::optional<int> level_min_percent;
    std::optional<int> level_max_percent;
    Bytes64 memory_min{0};       // MemAvailable
    Bytes64 storage_reserve{0};  // what must stay free on /data
    bool require_discharging = false;
    bool refuse_battery_saver = false;
    std::optional<int> thermal_status_max;  // Android's: 0 none … 6 shutdown
    Seconds admit_deadline{600};

    Seconds idle_before{5};
    Seconds idle_loaded{5};  // cold trials only
    Seconds idle_after{5};
    Seconds sample_period{0.1};
    // The power sources that are read, of k_power_sources. The first gives the energies.
    std::vector<std::string> power{"sysfs"};
    Seconds load_deadline{600};
    Seconds trial_deadline{3600};           // request sent to last token
    std::optional<Seconds> token_deadline;  // silence behind the first token that is a hang

    // Above it the trial under way is ended.
    std::optional<Celsius> battery_temperature_ceiling;

    std::vector<WantedSetting> settings;

    static constexpr auto fields() {
        return field_list(
            Field{"battery_temperature_min_c", &Policy::battery_temperature_min},
            Field{"battery_temperature_max_c", &Policy::battery_temperature_max},
            Field{"level_min_percent", &Policy::level_min_percent},
            Field{"level_max_percent", &Policy::level_max_percent},
            Field{"memory_min_bytes", &Policy::memory_min},
            Field{"storage_reserve_bytes", &Policy::storage_reserve},
            Field{"require_discharging", &Policy::require_discharging},
            Field{"refuse_battery_saver", &Policy::refuse_battery_saver},
            Field{"thermal_status_max", &Policy::thermal_status_max},
            Field{"admit_deadline_s", &Policy::admit_deadline},
            Field{"idle_before_s", &Policy::idle_before},
            Field{"idle_loaded_s", &Policy::idle_loaded},
            Field{"idle_after_s", &Policy::idle_after},
            Field{"sample_period_s", &Policy::sample_period}, Field{"power", &Policy::power},
            Field{"load_deadline_s", &Policy::load_deadline},
            Field{"trial_deadline_s", &Policy::trial_deadline},
            Field{"token_deadline_s", &Policy::token_deadline},
            Field{"battery_temperature_ceiling_c", &Policy::battery_temperature_ceiling},
            Field{"settings", &Policy::settings});
    }
};

}  // namespace edgebench
