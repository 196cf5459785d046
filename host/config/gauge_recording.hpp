#pragma once
// CSV recordings of battery polls into a noun: whatever app wrote them, as far as it can be
// understood without guessing.

#include "host/types/gauge_recording.hpp"

#include <string>
#include <string_view>

namespace edgebench {

// One row per poll. The columns for time and current are found by their names, or are the first
// and the second where there is no header; separated by comma, semicolon, tab or spaces. The unit
// of time comes from the column's name, a date of this century, or the usual spacing of polls.
// Lines that are no poll are left out and noted. Throws Error::configuration with `file`, the
// line, the cause and the next step where too little is left.
GaugeRecording parse_gauge_recording(std::string_view text, const std::string& file);

}  // namespace edgebench
