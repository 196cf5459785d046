#pragma once
// CSV of an external power meter (Monsoon's PowerTool, PyMonsoon and the like) into a noun.

#include "host/types/meter.hpp"

#include <filesystem>
#include <istream>
#include <string>

namespace edgebench {

// A header names the columns with their units: a time, and a power or a current and a voltage; of
// several channels or statistics the main one and the mean. Nothing is guessed: a missing or
// impossible unit is refused, but for PyMonsoon's, which writes seconds under "Time(ms)" (noted).
// Reads line by line, so the file may be larger than the memory. Throws Error::configuration with
// `file`, the line, the cause and the next step.
MeterRecording parse_meter_recording(std::istream& text, const std::string& file);
MeterRecording read_meter_recording(const std::filesystem::path& file);

}  // namespace edgebench
