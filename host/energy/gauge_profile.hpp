#pragma once
// What a plan's own readings tell about the gauge of a phone that has not been qualified.

#include "host/types/gauge.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench {

// `charging` as soon as the phone says that it was anything but discharging; `unknown` where it
// says nothing.
enum class Supply { battery, charging, unknown };
Supply supply_during(const TrialEnd& trial);

struct ProfileResult {
    std::optional<GaugeProfile> profile;  // provisional, its kernel undetermined
    std::string why_not;                  // for people; empty with a profile
};

// Unit, sign and refresh period from all trials together: they are properties of the gauge.
ProfileResult provisional_profile(std::span<const TrialEnd> trials);

}  // namespace edgebench
