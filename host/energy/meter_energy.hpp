#pragma once
// The energy of a trial by an external meter, over the same windows as the gauge's.

#include "host/types/meter.hpp"
#include "host/types/results.hpp"

namespace edgebench {

// Every reason that meter_energy gives.
inline constexpr const char* k_outside_recording = "outside the meter's recording";
inline constexpr const char* k_recording_gap = "gap in the meter's recording";

// Of a finished trial since the boot that the alignment is for. `attempt.energy` is the gauge's, to
// compare with.
MeterEnergy meter_energy(const Attempt& attempt, const MeterRecording& recording,
                         const MeterAlignment& alignment);

}  // namespace edgebench
