#include "host/energy/mean_power.hpp"

#include "host/energy/source_grid.hpp"
#include "protocol/power_source.hpp"

namespace edgebench {

MeanPower::MeanPower(const TrialEnd& trial, const GaugeProfiles& gauges) {
    const auto sources = sources_of(trial);
    if (sources.empty()) return;
    source_ = sources.front();
    const auto profile = profile_for(source_, gauges);
    const bool on_battery = is_behind_battery(source_) || supply_during(trial) == Supply::battery;
    if (!profile || !on_battery) return;
    auto grid = source_grid(trial, source_, *profile);
    gauge_ = grid.gauge;
    readings_ = std::move(grid.readings);
}

std::optional<Watts> MeanPower::between(DeviceTime begin, DeviceTime end) const {
    Joules energy{0};
    Seconds length{0};
    for (const auto& reading : readings_) {
        if (reading.end <= begin || reading.end > end || reading.sight == Sight::missed) continue;
        const auto lasted = seconds_between(reading.begin, reading.end);
        energy += reading.power * lasted;
        length += lasted;
    }
    if (length <= Seconds(0)) return std::nullopt;
    return energy / length;
}

}  // namespace edgebench
