#pragma once
// The power that an external meter saw, on its own clock or on the phone's.

#include "host/energy/trial_windows.hpp"
#include "host/types/meter.hpp"

namespace edgebench {

// Of the whole recording until then; a straight line between its points. Before the recording it
// is 0, behind it all of it.
Joules energy_until(const MeterRecording& recording, Seconds meter_time);
Watts mean_power(const MeterRecording& recording, Seconds begin, Seconds end);

Seconds meter_time(const MeterAlignment& alignment, DeviceTime time);

// A recording on the phone's clock. Borrows the recording.
class AlignedMeter {
  public:
    // `shift`: by how much later in the recording everything is looked up than aligned.
    AlignedMeter(const MeterRecording& recording, const MeterAlignment& alignment, Seconds shift)
        : recording_(&recording), alignment_(alignment), shift_(shift) {}

    bool covers(const Window& window) const;
    // Between two neighbouring points that lie in or around the window.
    Seconds longest_step(const Window& window) const;
    Joules energy(const Window& window) const;
    Watts power(const Window& window) const;

  private:
    Seconds at(DeviceTime time) const { return meter_time(alignment_, time) + shift_; }

    const MeterRecording* recording_;
    MeterAlignment alignment_;
    Seconds shift_;
};

}  // namespace edgebench
