#include "tests/virtual_phone/gauge.hpp"

#include <cmath>

namespace edgebench::virtual_phone {
namespace {

constexpr double k_longest_tick_s = 0.020;

std::int64_t rounded(double value, std::int64_t step) {
    return std::llround(value / static_cast<double>(step)) * step;
}

}  // namespace

RefreshGrid::RefreshGrid(const Personality& personality) {
    const double refresh_s = personality.refresh.value();
    const auto ticks = static_cast<std::int64_t>(std::ceil(refresh_s / k_longest_tick_s));
    tick_ns = std::llround(refresh_s * 1e9 / static_cast<double>(ticks));
    refresh_ns = tick_ns * ticks;
    phase_ns = std::llround(personality.phase.value() * 1e9);
}

std::int64_t RefreshGrid::next(DeviceTime time, std::int64_t period_ns) const {
    const std::int64_t since = time.value() - phase_ns;
    const std::int64_t past = ((since % period_ns) + period_ns) % period_ns;
    return time.value() - past + period_ns;
}

Gauge::Gauge(const Personality& personality, const PowerState& start)
    : personality_(personality), grid_(personality), random_(personality.seed), noise_(0.0, 1.0) {
    restart(start);
}

GaugeReading Gauge::restart(const PowerState& state) {
    previous_ = state;
    last_refresh_ = state;
    filtered_a_ = state.current.value();
    next_voltage_ns_ = state.time.value();
    return read(state);
}

std::optional<GaugeReading> Gauge::feed(const PowerState& state) {
    const double dt = seconds_between(previous_.time, state.time).value();
    const double share = 1.0 - std::exp(-dt / personality_.filter_constant.value());
    filtered_a_ += (state.current.value() - filtered_a_) * share;
    previous_ = state;
    if (state.time.value() < next_refresh_ns_) return std::nullopt;

    const auto reading = read(state);
    return is_stalled(state.time) ? std::nullopt : std::optional(reading);
}

// Measuring goes on meanwhile: what is not shown is lost.
bool Gauge::is_stalled(DeviceTime time) const {
    if (personality_.stall_every <= Seconds(0)) return false;
    const double since = seconds_between(DeviceTime(grid_.phase_ns), time).value();
    return std::fmod(since, personality_.stall_every.value()) < personality_.stall_length.value();
}

GaugeReading Gauge::read(const PowerState& state) {
    const std::int64_t current = raw_current(seen_current(state));
    last_refresh_ = state;
    next_refresh_ns_ = grid_.next(state.time, grid_.refresh_ns);
    if (state.time.value() >= next_voltage_ns_) {
        voltage_uv_ = rounded(state.voltage.value() * 1e6, personality_.voltage_step_uv);
        const double ratio = personality_.voltage_refresh.value() / personality_.refresh.value();
        const auto refreshes = static_cast<std::int64_t>(std::max(1.0, std::ceil(ratio - 1e-9)));
        next_voltage_ns_ = grid_.next(state.time, grid_.refresh_ns * refreshes);
    }
    return {.time = state.time, .current_raw = current, .voltage_uv = voltage_uv_};
}

Amps Gauge::seen_current(const PowerState& state) const {
    switch (personality_.kernel) {
        case Kernel::instant:
            return state.current;
        case Kernel::first_order:
            return Amps(filtered_a_);
        case Kernel::mean:
            break;
    }
    const double dt = seconds_between(last_refresh_.time, state.time).value();
    return dt > 0 ? Amps((state.charge_c - last_refresh_.charge_c) / dt) : state.current;
}

std::int64_t Gauge::raw_current(Amps into_battery) {
    const double sign = personality_.discharge_sign == DischargeSign::negative ? 1.0 : -1.0;
    const double seen = personality_.gain * into_battery.value() * 1e6 - personality_.offset_ua;
    double microamps = sign * seen + personality_.noise_ua * noise_(random_);
    const auto& replay = personality_.replay_ua;
    if (!replay.empty()) microamps += replay[replayed_++ % replay.size()];
    const std::int64_t quantised = rounded(microamps, personality_.current_step_ua);
    return personality_.unit == CurrentUnit::microamps ? quantised : quantised / 1000;
}

}  // namespace edgebench::virtual_phone
