#pragma once
// The recording of an external meter beside stored trials: aligned, compared with the gauge, and
// stored with the calibration that follows.

#include "host/store/database.hpp"

#include <filesystem>

namespace edgebench::run {

struct ImportedMeter {
    MeterImport import;
    std::vector<std::string> notes;  // of the recording's reader, for people
    bool simulated = false;          // the phone
};

// Of the selected trials, which must come from one phone since one boot. Throws
// Error::configuration for a recording that cannot be read or aligned, and then stores nothing.
ImportedMeter import_meter(store::Database& database, const std::filesystem::path& file,
                           const store::TrialSelection& which);

}  // namespace edgebench::run
