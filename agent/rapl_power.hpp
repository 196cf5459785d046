#pragma once
// The energy counters of a Linux host's processors, <sys>/class/powercap (RAPL). Most systems let
// only root read them (CVE-2020-8694).

#include "agent/power_source.hpp"
#include "protocol/device_info.hpp"

#include <filesystem>
#include <memory>

namespace edgebench::agent {

// Polls give the uJ of all packages together since it was opened; a counter that wraps goes on.
// Nothing when this machine has no package that can be read; probe_rapl says why.
std::unique_ptr<PowerSource> open_rapl(const std::filesystem::path& sys_root);
PowerSourceInfo probe_rapl(const std::filesystem::path& sys_root);

}  // namespace edgebench::agent
