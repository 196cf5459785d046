#pragma once
// What `doctor --gauge` found: a table with the evidence, and a block of readings as a curve.

#include "host/types/gauge_qualification.hpp"
#include "host/types/study.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <string>

namespace edgebench::report {

std::string qualification_text(const DeviceIdentity& device, const GaugeQualification& gauge,
                               const TrialEnd& shown, std::optional<std::size_t> width);
std::string qualification_json(const DeviceIdentity& device, const GaugeQualification& gauge);

}  // namespace edgebench::report
