#pragma once
// The clock of an external meter against the phone's, from the edges of the trials' loads.
//
// Cross-correlation finds the places where the load may be in the recording. At each, the instant
// of every edge is found in the meter's power by least squares, and a straight line through these
// instants against the phone's phase marks gives offset and drift. The place whose edges lie
// closest to their line is taken if the odds for it against every other are e^5 or more.

#include "host/energy/trial_windows.hpp"
#include "host/types/meter.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench {

inline constexpr const char* k_alignment_method = "load-edges/1";

struct AlignmentResult {
    std::optional<MeterAlignment> alignment;
    std::string why_not;    // for people; empty with an alignment
    std::string next_step;  // the same
};

// Of trials since one boot of the phone.
AlignmentResult align_meter(const MeterRecording& recording, std::span<const TrialWindows> trials);

}  // namespace edgebench
