#pragma once
// The readings of one power source as the estimators take them, whatever kind of source it is: a
// gauge that shows a current, or an accumulator that counts energy or charge.

#include "host/energy/gauge_profile.hpp"
#include "host/energy/readings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

// The sources that have readings, the one that gives the energies first.
std::vector<std::string> sources_of(const TrialEnd& trial);

struct SourceGrid {
    GaugeProfile gauge;                 // a gauge's with the phase of these readings
    std::vector<GridReading> readings;  // empty where there is no voltage
};

// `gauge` is the profile of a source that is one; an accumulator has its own. Without voltages
// beside the currents, that of the battery at rest is taken, less an assumed resistance times the
// current above rest; how large that makes the power is its `doubt`.
SourceGrid source_grid(const TrialEnd& trial, std::string_view source, const GaugeProfile& gauge);

// Of one rail; `source_grid` of rails is their sum.
SourceGrid rail_grid(const TrialEnd& trial, std::string_view rail);
std::vector<std::string> rails_of(const TrialEnd& trial);

// What to read a source by: its profile among `gauges`, or that of every accumulator of its kind as
// far as it is known before looking at the readings. Nothing for a gauge that is not among them.
std::optional<GaugeProfile> profile_for(std::string_view source, const GaugeProfiles& gauges);

}  // namespace edgebench
