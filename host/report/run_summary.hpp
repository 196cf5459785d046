#pragma once
// What a run found, for the person in front of the terminal.

#include "host/report/hints.hpp"
#include "host/report/run_json.hpp"

#include <optional>

namespace edgebench::report {

// The line for one attempt while the run goes on.
std::string trial_line(const Study& study, const Attempt& attempt);
// The same without the study, for attempts of studies not at hand.
std::string trial_line(const Attempt& attempt);

// The phone, a table of cells, and why what is missing is missing. The attempts are those of the
// whole study; figures.attempts of them are new.
std::string run_summary(const Study& study, std::span<const Attempt> attempts,
                        const RunFigures& figures, const HintFor& hint_for,
                        std::optional<std::size_t> width);

// "Acme One, serial VP1, Android 14 (simulated)"
std::string phone_name(const DeviceIdentity& device);

}  // namespace edgebench::report
