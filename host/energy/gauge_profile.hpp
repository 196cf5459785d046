#pragma once
// What a plan's own readings tell about the gauge of a phone that has not been qualified.

#include "host/types/gauge.hpp"
#include "protocol/journal.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace edgebench {

// `charging` as soon as the phone says that it was anything but discharging; `unknown` where it
// says nothing.
enum class Supply { battery, charging, unknown };
Supply supply_during(const TrialEnd& trial);

struct ProfileResult {
    std::optional<GaugeProfile> profile;  // provisional, its kernel undetermined
    std::string why_not;                  // for people; empty with a profile
};

// Unit, sign and refresh period from all trials together: they are properties of the gauge. From
// the readings of one source; without one, as usable_readings takes it.
ProfileResult provisional_profile(std::span<const TrialEnd> trials, std::string_view source = {});

// By source; accumulators have none.
using GaugeProfiles = std::map<std::string, GaugeProfile, std::less<>>;

// What to take the readings of each source by: the qualified profile where the source was polled at
// least once a refresh (Android's services pass on what the kernel's gauge shows), else what its
// readings tell.
GaugeProfiles profiles_of(std::span<const TrialEnd> trials,
                          const std::optional<GaugeProfile>& qualified);

}  // namespace edgebench
