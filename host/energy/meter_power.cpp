#include "host/energy/meter_power.hpp"

#include <algorithm>

namespace edgebench {
namespace {

std::size_t point_after(const MeterRecording& recording, Seconds time) {
    const auto after = std::upper_bound(recording.time.begin(), recording.time.end(), time);
    return static_cast<std::size_t>(after - recording.time.begin());
}

}  // namespace

Joules energy_until(const MeterRecording& recording, Seconds meter_time) {
    const auto after = point_after(recording, meter_time);
    if (after == 0) return Joules(0);
    if (after == recording.time.size()) return recording.energy.back();
    const auto begin = recording.time[after - 1], end = recording.time[after];
    const double share = (meter_time - begin).value() / (end - begin).value();
    const auto before = recording.energy[after - 1];
    return before + (recording.energy[after] - before) * share;
}

Watts mean_power(const MeterRecording& recording, Seconds begin, Seconds end) {
    return (energy_until(recording, end) - energy_until(recording, begin)) / (end - begin);
}

Seconds meter_time(const MeterAlignment& alignment, DeviceTime time) {
    return alignment.at_reference +
           seconds_between(alignment.reference, time) * (1 + alignment.drift);
}

bool AlignedMeter::covers(const Window& window) const {
    return at(window.begin) >= Seconds(0) && at(window.end) <= recording_->time.back();
}

Seconds AlignedMeter::longest_step(const Window& window) const {
    const auto& time = recording_->time;
    const auto last = std::min(point_after(*recording_, at(window.end)), time.size() - 1);
    Seconds longest{0};
    for (auto i = std::max<std::size_t>(1, point_after(*recording_, at(window.begin))); i <= last;
         ++i) {
        longest = std::max(longest, time[i] - time[i - 1]);
    }
    return longest;
}

Joules AlignedMeter::energy(const Window& window) const {
    return energy_until(*recording_, at(window.end)) - energy_until(*recording_, at(window.begin));
}

Watts AlignedMeter::power(const Window& window) const {
    return mean_power(*recording_, at(window.begin), at(window.end));
}

}  // namespace edgebench
