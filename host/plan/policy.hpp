#pragma once
// The gates, ceilings and windows that a run uses unless it is told otherwise.

#include "host/types/gauge.hpp"
#include "protocol/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// How long an idle window beside a load has to be on such a gauge (design §4): 5 kernel constants,
// which are integrated, and the baseline behind them.
Seconds idle_window(const GaugeProfile& gauge);

// `require` holds metric names; `idle` is --idle. Memory is the caller's to set: it depends on the
// models.
Policy default_policy(const std::vector<std::string>& require, std::optional<Seconds> idle,
                      const std::optional<GaugeProfile>& gauge);

}  // namespace edgebench
