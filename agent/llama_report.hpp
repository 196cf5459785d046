#pragma once
// What llama-server's log tells of the settings that took effect (at verbosity 4).

#include "protocol/engine_report.hpp"

#include <string_view>

namespace edgebench::agent {

// Adds what this line tells; a line that tells nothing changes nothing.
void read_report_line(std::string_view line, EngineReport& report);

}  // namespace edgebench::agent
