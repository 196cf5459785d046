#pragma once
// Where in a meter's recording the load of known trials may be: cross-correlation of its power with
// "loaded" during the answers and "idle" in the windows around them.

#include "host/energy/trial_windows.hpp"
#include "host/types/meter.hpp"

#include <span>
#include <vector>

namespace edgebench {

struct LoadPlace {
    Seconds at_reference{0};  // meter time of the reference
    double correlation = 0;   // the share of the power's variance, trial by trial, that the load
                              // explains
};

inline constexpr std::size_t k_fewest_aligned_trials = 3;

// Local maxima over all places that leave at least k_fewest_aligned_trials inside the recording,
// the best first, none much worse than that.
std::vector<LoadPlace> load_places(const MeterRecording& recording,
                                   std::span<const TrialWindows> trials, DeviceTime reference);

}  // namespace edgebench
