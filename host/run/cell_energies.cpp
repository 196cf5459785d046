#include "host/run/cell_energies.hpp"

#include "host/energy/battery_capacity.hpp"
#include "host/energy/cell_energy.hpp"
#include "host/plan/study.hpp"

#include <algorithm>

namespace edgebench::run {
namespace {

// Nothing where trials have several sources: they compare with the meter differently.
std::optional<Calibration> calibration_of(const std::vector<CountedTrial>& trials,
                                          const GaugeCalibrations& known) {
    if (trials.empty()) return std::nullopt;
    const auto& source = trials.front().attempt->energy.source;
    const bool same = std::ranges::all_of(
        trials, [&](const auto& trial) { return trial.attempt->energy.source == source; });
    const auto found = known.find(source);
    if (!same || found == known.end()) return std::nullopt;
    return found->second.calibration;
}

}  // namespace

void update_cell_energies(store::Database& database, const std::string& study_id) {
    const auto study = database.load_study(study_id).value();
    CellSettings settings;
    if (study.precision) settings.looks = Looks::at_every_round;
    const auto known = database.calibrations(study.device);
    std::vector<Attempt> attempts;
    std::vector<BatteryState> batteries;
    for (const auto& trial : database.counted_trials(study.id)) {
        attempts.push_back(database.load_attempt(trial));
        batteries.push_back(attempts.back().begin.battery);
    }
    settings.battery_capacity = battery_capacity(batteries);
    for (std::size_t cell = 0; cell < study.cells.size(); ++cell) {
        std::vector<CountedTrial> trials;
        for (const auto& attempt : attempts) {
            const auto& slot = slot_at(study, attempt.slot);
            if (slot.cell != cell || !attempt.is_valid(Metric::energy)) continue;
            trials.push_back({study.prompts.prompts.at(slot.prompt).id, &attempt});
        }
        settings.calibration = calibration_of(trials, known);
        database.record_cell_energy(study, cell, cell_energy(trials, settings));
    }
}

}  // namespace edgebench::run
