#pragma once
// What the recording of an external meter gave.

#include "host/types/meter.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench::report {

// `notes` are those of the recording's reader.
std::string meter_text(const MeterImport& import, std::span<const std::string> notes,
                       std::optional<std::size_t> width);

}  // namespace edgebench::report
