#pragma once
// Strong types for physical quantities: a number never crosses a function boundary without its
// unit.

#include <chrono>
#include <compare>
#include <cstdint>

namespace edgebench {

// A number with a unit. Sums and differences keep the unit; everything else is said explicitly.
template <class Tag, class Rep>
class Quantity {
  public:
    using rep = Rep;
    constexpr Quantity() = default;
    explicit constexpr Quantity(Rep value) : value_(value) {}
    constexpr Rep value() const { return value_; }

    constexpr Quantity operator-() const { return Quantity(-value_); }
    constexpr Quantity& operator+=(Quantity other) {
        value_ += other.value_;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other) {
        value_ -= other.value_;
        return *this;
    }
    friend constexpr Quantity operator+(Quantity a, Quantity b) {
        return Quantity(a.value_ + b.value_);
    }
    friend constexpr Quantity operator-(Quantity a, Quantity b) {
        return Quantity(a.value_ - b.value_);
    }
    friend constexpr Quantity operator*(Quantity a, Rep factor) {
        return Quantity(a.value_ * factor);
    }
    friend constexpr Quantity operator/(Quantity a, Rep divisor) {
        return Quantity(a.value_ / divisor);
    }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;

  private:
    Rep value_{};
};

using Microamps = Quantity<struct MicroampsTag, std::int64_t>;
using Microvolts = Quantity<struct MicrovoltsTag, std::int64_t>;
using Amps = Quantity<struct AmpsTag, double>;
using Volts = Quantity<struct VoltsTag, double>;
using Watts = Quantity<struct WattsTag, double>;
using Joules = Quantity<struct JoulesTag, double>;
using Seconds = Quantity<struct SecondsTag, double>;
using Celsius = Quantity<struct CelsiusTag, double>;
using Bytes64 = Quantity<struct BytesTag, std::int64_t>;

// A point on the phone's CLOCK_BOOTTIME, in nanoseconds since boot. Comparable within one boot
// only.
using DeviceTime = Quantity<struct DeviceTimeTag, std::int64_t>;

constexpr Seconds seconds_between(DeviceTime from, DeviceTime to) {
    return Seconds(static_cast<double>(to.value() - from.value()) * 1e-9);
}
constexpr DeviceTime later(DeviceTime from, Seconds by) {
    return DeviceTime(from.value() + static_cast<std::int64_t>(by.value() * 1e9));
}

constexpr Amps to_amps(Microamps i) {
    return Amps(static_cast<double>(i.value()) * 1e-6);
}
constexpr Volts to_volts(Microvolts v) {
    return Volts(static_cast<double>(v.value()) * 1e-6);
}
constexpr Watts operator*(Volts v, Amps i) {
    return Watts(v.value() * i.value());
}
constexpr Joules operator*(Watts p, Seconds t) {
    return Joules(p.value() * t.value());
}
constexpr Watts operator/(Joules e, Seconds t) {
    return Watts(e.value() / t.value());
}

constexpr std::int64_t k_mebibyte = 1024 * 1024;

}  // namespace edgebench
