#pragma once
// The gates, ceilings and windows that a run uses unless it is told otherwise.

#include "host/types/gauge.hpp"
#include "protocol/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// `require` holds metric names; `idle` is --idle; `power` the sources that are read. Memory is the
// caller's to set: it depends on the models.
Policy default_policy(const std::vector<std::string>& require, std::optional<Seconds> idle,
                      const std::optional<GaugeProfile>& gauge,
                      const std::vector<std::string>& power = {"sysfs"});

}  // namespace edgebench
