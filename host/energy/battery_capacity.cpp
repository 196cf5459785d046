#include "host/energy/battery_capacity.hpp"

#include <algorithm>
#include <vector>

namespace edgebench {
namespace {

constexpr double k_least_mah = 500, k_most_mah = 30'000;  // from a small phone to a large tablet
constexpr int k_lowest_level_percent = 20;

// Android's unit is uAh; some kernels give mAh.
std::optional<MilliampHours> plausible(double raw) {
    for (const double mah : {raw / 1000, raw}) {
        if (mah >= k_least_mah && mah <= k_most_mah) return MilliampHours(mah);
    }
    return std::nullopt;
}

std::optional<MilliampHours> first_plausible(std::span<const BatteryState> states,
                                             std::optional<std::int64_t> BatteryState::* raw) {
    for (const auto& state : states) {
        if (!(state.*raw)) continue;
        if (const auto capacity = plausible(static_cast<double>(*(state.*raw)))) return capacity;
    }
    return std::nullopt;
}

std::optional<MilliampHours> from_counter(std::span<const BatteryState> states) {
    std::vector<MilliampHours> estimates;
    for (const auto& state : states) {
        if (!state.charge_counter_raw || state.level_percent.value_or(0) < k_lowest_level_percent)
            continue;
        const auto estimate =
            plausible(static_cast<double>(*state.charge_counter_raw) * 100 / *state.level_percent);
        if (estimate) estimates.push_back(*estimate);
    }
    if (estimates.empty()) return std::nullopt;
    const auto middle = estimates.begin() + std::ssize(estimates) / 2;
    std::ranges::nth_element(estimates, middle);
    return *middle;
}

}  // namespace

std::optional<BatteryCapacity> battery_capacity(std::span<const BatteryState> states) {
    if (const auto learned = first_plausible(states, &BatteryState::charge_full_raw))
        return BatteryCapacity{*learned, "charge_full"};
    if (const auto stated = first_plausible(states, &BatteryState::charge_full_design_raw))
        return BatteryCapacity{*stated, "charge_full_design"};
    if (const auto estimate = from_counter(states))
        return BatteryCapacity{*estimate, "charge_counter / level"};
    return std::nullopt;
}

}  // namespace edgebench
