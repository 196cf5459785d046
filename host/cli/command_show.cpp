#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/metrics/reasons.hpp"
#include "host/plan/study.hpp"
#include "host/report/trial_text.hpp"
#include "host/store/database.hpp"

namespace edgebench::cli {

ExitCode show_command(const ShowOptions& options, Console& console) {
    store::Database database(database_file(options.database), store::Access::read);
    const auto trial = database.trial(options.trial);
    const auto study = database.load_study(trial.study_id);
    if (!study) {
        throw Error(ErrorCode::database, "the study " + trial.study_id + " of trial " +
                                             trial.attempt.begin.trial + " is not in " +
                                             database.file().string());
    }
    const auto cell = slot_at(*study, trial.attempt.slot).cell;
    const report::TrialPlace place{trial.counted, trial.started_at,
                                   database.cell_energies(*study).at(cell),
                                   database.meter_comparison(trial.attempt.begin.trial)};
    console.out(report::trial_text(*study, trial.attempt, place, hint_for));
    return ExitCode::ok;
}

}  // namespace edgebench::cli
