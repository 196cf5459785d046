#pragma once
// The calibration of a phone's gauge against an external meter, and what it makes of an energy.

#include "host/types/calibration.hpp"
#include "host/types/meter.hpp"
#include "host/types/results.hpp"

#include <optional>
#include <span>

namespace edgebench {

inline constexpr const char* k_calibration_method = "net-and-idle/1";
inline constexpr std::size_t k_fewest_calibration_trials = 3;

// A trial as the gauge and the meter saw it.
struct ComparedTrial {
    std::string trial;
    Joules gauge_net{0};
    Joules meter_net{0};
    Joules alignment_se{0};  // of the meter's, common to all trials of a recording
    Watts gauge_idle{0};     // the baseline at the answer
    Watts meter_idle{0};
};

// The gain is the ratio of the summed net energies, the offset what is left of the idle power.
// Their errors come from how the trials differ. Nothing below k_fewest_calibration_trials, or where
// the gauge's energies are not above 0.
std::optional<Calibration> calibrate(std::span<const ComparedTrial> trials);

struct Figure {
    double value = 0;
    double se = 0;
};
// In true units. `offset_share`: how much of the offset it takes, in its unit per watt (the length
// of a gross energy, 0 of a net one).
Figure calibrated_figure(const Calibration& calibration, const Figure& by_gauge,
                         double offset_share);

// Nothing where there is no net energy, or no calibration of its source.
std::optional<CalibratedEnergy> calibrated_energy(const TrialEnergy& energy,
                                                  const GaugeCalibrations& calibrations);

}  // namespace edgebench
