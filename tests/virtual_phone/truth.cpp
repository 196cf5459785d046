#include "tests/virtual_phone/truth.hpp"

#include <algorithm>

namespace edgebench::virtual_phone {

constexpr Seconds k_kept{2 * 3600.0};

void Truth::add(const PowerState& state) {
    points_.push_back({state.time, {state.energy, state.idle_energy}});
    while (seconds_between(points_.front().time, state.time) > k_kept) points_.pop_front();
}

std::optional<TrueEnergy> Truth::at(DeviceTime time) const {
    const auto after =
        std::lower_bound(points_.begin(), points_.end(), time,
                         [](const Point& point, DeviceTime t) { return point.time < t; });
    if (after == points_.end()) return std::nullopt;
    if (after->time == time) return after->energy;
    if (after == points_.begin()) return std::nullopt;
    const Point& before = *std::prev(after);
    const double share = seconds_between(before.time, time).value() /
                         seconds_between(before.time, after->time).value();
    return TrueEnergy{before.energy.total + (after->energy.total - before.energy.total) * share,
                      before.energy.idle + (after->energy.idle - before.energy.idle) * share};
}

std::optional<TrueEnergy> Truth::between(DeviceTime from, DeviceTime to) const {
    const auto begin = at(from);
    const auto end = at(to);
    if (!begin || !end) return std::nullopt;
    return TrueEnergy{end->total - begin->total, end->idle - begin->idle};
}

}  // namespace edgebench::virtual_phone
