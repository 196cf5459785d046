#pragma once
// What is derived from stored trials, computed again from their raw readings by today's methods.

#include "host/run/import_meter.hpp"
#include "host/store/trial_selection.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::run {

// A figure of a trial that is not what it was; "–" where there is none.
struct Change {
    std::string trial;
    std::string figure;  // "energy_net_j"
    std::string before;
    std::string after;
};

struct Recomputed {
    std::int64_t trials = 0;   // computed again
    std::int64_t changed = 0;  // of these: with new rows now, the old ones kept
    std::vector<Change> changes;
    std::optional<ImportedMeter> meter;
};

// A trial whose figures come out as they are stored gets no new row. With the recording of an
// external meter the trials are compared with it first, and a calibration that follows already
// counts.
Recomputed recompute(const std::filesystem::path& database, const store::TrialSelection& which,
                     const std::optional<std::filesystem::path>& meter);

}  // namespace edgebench::run
