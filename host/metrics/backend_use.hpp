#pragma once
// Whether an engine computed where it was asked to.

#include "host/types/study.hpp"
#include "protocol/engine_report.hpp"

#include <string>
#include <vector>

namespace edgebench {

// "backend not used", or nothing. An engine that says nothing of a backend did not use it.
std::vector<std::string> backend_reasons(const EngineSettings& asked, const EngineReport& report);

}  // namespace edgebench
