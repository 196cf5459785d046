#pragma once
// The mean power over a stretch of time that is long against the gauge's refresh.

#include "host/energy/gauge_profile.hpp"
#include "host/energy/readings.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench {

class MeanPower {
  public:
    // From the trial's first source. Without a gauge, without readings, or on a charger there is no
    // power; the charger is no matter to what is measured behind the battery.
    MeanPower(const TrialEnd& trial, const GaugeProfiles& gauges);

    // Of the readings that were made within; nothing where there are none. What the gauge remembers
    // from before is not corrected.
    std::optional<Watts> between(DeviceTime begin, DeviceTime end) const;
    const std::string& source() const { return source_; }                // empty without readings
    const std::optional<GaugeProfile>& gauge() const { return gauge_; }  // as used

  private:
    std::string source_;
    std::optional<GaugeProfile> gauge_;
    std::vector<GridReading> readings_;
};

}  // namespace edgebench
