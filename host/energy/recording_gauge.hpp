#pragma once
// What a recording of battery polls tells about the gauge: the analysis of a file alone, without
// its phone.

#include "host/types/gauge_recording.hpp"

namespace edgebench {

// The sign needs the battery's state; the unit is surer while it discharges.
RecordingGauge analyse_recording(const GaugeRecording& recording, RecordedState state);

}  // namespace edgebench
