#pragma once
// A re-enactment of the method of arXiv 2603.26603, to compare with its published figures. It is
// biased in ways that doc/measurement.md lists; nothing else is computed from it.

#include "host/types/gauge.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <string_view>

namespace edgebench {

// Raw polls held and resampled at 100 ms, the first voltage of the trial throughout, trapezoids of
// max(0, |I| - 0.10 A) * V from 2 s before the load (warm: the request) to the last token. Nothing
// where the readings do not cover that.
std::optional<Joules> paper_energy(const TrialEnd& trial, const GaugeProfile& gauge,
                                   std::string_view source = {});

}  // namespace edgebench
