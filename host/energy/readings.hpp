#pragma once
// Polls of a battery as the gauge's own readings: one per refresh, whether or not the value
// changed, however often it was polled.

#include "host/energy/refresh.hpp"
#include "host/types/gauge.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace edgebench {

enum class Sight { polled, missed };  // missed: no poll fell between this refresh and the next

// The reading that was made at `end`. A gauge with a mean kernel speaks of begin..end; any other
// kernel of unit gain may be taken so in a sum over a whole load.
struct GridReading {
    DeviceTime begin;
    DeviceTime end;
    Amps current;  // out of the battery
    Watts power;
    Sight sight = Sight::polled;
    Watts lag{0};    // what voltage_lag.hpp has taken out of `power`
    Watts doubt{0};  // standard error of `power` that all readings share
};

// Whether the columns make sense.
bool is_usable(const PowerReadings& readings);
// Those of the source that are usable, or null; of rails the first. Without a source that
// of the first gauge: an accumulator has no currents.
const PowerReadings* usable_readings(const TrialEnd& trial, std::string_view source = {});

std::vector<Change> current_changes(const PowerReadings& readings);

Amps out_of_battery(std::int64_t raw, const GaugeProfile& gauge);
// Nothing unless the raw value is 3.0 to 4.6 V in microvolts or, as Perfetto v40 to v47 have it, in
// millivolts.
std::optional<Volts> battery_voltage(std::optional<std::int64_t> raw);

// `gauge` with the phase of these readings: it is another one after every reboot, and drifts.
GaugeProfile with_phase(const GaugeProfile& gauge, const PowerReadings& readings);
// The gauge needs a phase. Empty where a voltage is missing.
std::vector<GridReading> grid_readings(const PowerReadings& readings, const GaugeProfile& gauge);

}  // namespace edgebench
