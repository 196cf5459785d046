#pragma once
// A gauge from load blocks: its refresh, unit and sign, and then its kernel.

#include "host/types/gauge_qualification.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <span>
#include <string>

namespace edgebench {

inline constexpr const char* k_qualification_method = "load-blocks/1";

struct QualificationResult {
    std::optional<GaugeQualification> qualification;
    std::string why_not;  // for people; empty with a qualification
};

// From finished load blocks, all of the same load. The kernel may stay undetermined.
QualificationResult qualify_gauge(std::span<const TrialEnd> blocks);

}  // namespace edgebench
