#include "host/run/import_meter.hpp"

#include "host/config/meter_recording.hpp"
#include "host/energy/calibration.hpp"
#include "host/energy/meter_alignment.hpp"
#include "host/energy/meter_energy.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::run {
namespace {

[[noreturn]] void refuse_mixture(const std::string& what) {
    throw Error(ErrorCode::usage, "the selected trials are of more than one " + what,
                "A recording is aligned with one phone that was not restarted meanwhile: select "
                "its trials with --study or --since.");
}

struct SelectedTrials {
    DeviceIdentity device;
    std::string boot_id;
    std::vector<Attempt> attempts;  // in the order of time
};

SelectedTrials load(store::Database& database, const store::TrialSelection& which) {
    SelectedTrials trials;
    for (const auto& plan : database.select_trials(which)) {
        const auto device = database.load_study(plan.study_id).value().device;
        if (trials.attempts.empty()) trials.device = device;
        const bool same = trials.device.serial == device.serial && trials.device.id == device.id &&
                          trials.device.fingerprint == device.fingerprint;
        if (!same) refuse_mixture("phone or build of its software");
        for (const auto& trial : plan.selected) {
            trials.attempts.push_back(database.load_attempt(trial));
        }
    }
    trials.boot_id = trials.attempts.front().begin.boot_id;
    for (const auto& attempt : trials.attempts) {
        if (attempt.begin.boot_id != trials.boot_id) refuse_mixture("boot of the phone");
    }
    std::ranges::sort(trials.attempts, {}, [](const auto& attempt) { return attempt.begin.time; });
    return trials;
}

MeterAlignment align(const MeterRecording& recording, const std::vector<Attempt>& attempts,
                     const std::filesystem::path& file) {
    std::vector<TrialWindows> windows;
    for (const auto& attempt : attempts) {
        const auto window = trial_windows(attempt.end);
        if (window && attempt.end.outcome == Outcome::finished) windows.push_back(*window);
    }
    auto result = align_meter(recording, windows);
    if (result.alignment) return *result.alignment;
    throw Error(ErrorCode::configuration, file.string() + ": " + result.why_not, result.next_step);
}

// Of the gauge's readings that the first comparable trial used.
void calibrate_gauge(MeterImport& import, const std::vector<Attempt>& attempts) {
    std::vector<ComparedTrial> compared;
    GaugeCalibration found;
    found.method = k_calibration_method;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        const auto& by_meter = import.energies[i];
        const auto& by_gauge = attempts[i].energy;
        if (!by_meter.net || !attempts[i].is_valid(Metric::energy)) continue;
        if (found.trials.empty()) {
            found.source = by_gauge.source;
            found.energy_method = by_gauge.method;
        }
        if (by_gauge.source != found.source) continue;
        found.trials.push_back(by_meter.trial);
        compared.push_back({.trial = by_meter.trial,
                            .gauge_net = by_gauge.net.value(),
                            .meter_net = *by_meter.net,
                            .alignment_se = by_meter.alignment_se.value(),
                            .gauge_idle = by_gauge.baseline.value(),
                            .meter_idle = by_meter.baseline.value()});
    }
    const auto calibration = calibrate(compared);
    if (!calibration) {
        import.why_not_calibrated = std::to_string(compared.size()) +
                                    " trials have an energy above 0 by both; it takes " +
                                    std::to_string(k_fewest_calibration_trials);
        return;
    }
    found.calibration = *calibration;
    import.calibration = std::move(found);
}

}  // namespace

ImportedMeter import_meter(store::Database& database, const std::filesystem::path& file,
                           const store::TrialSelection& which) {
    const auto trials = load(database, which);
    auto recording = read_meter_recording(file);
    ImportedMeter result;
    result.notes = std::move(recording.notes);
    result.simulated = trials.device.simulated;
    auto& import = result.import;
    import.file = file.string();
    import.samples = recording.samples;
    import.length = recording.time.back();
    import.boot_id = trials.boot_id;
    import.alignment = align(recording, trials.attempts, file);
    for (const auto& attempt : trials.attempts) {
        import.energies.push_back(meter_energy(attempt, recording, import.alignment));
    }
    calibrate_gauge(import, trials.attempts);
    database.record_meter(trials.device, import);
    return result;
}

}  // namespace edgebench::run
