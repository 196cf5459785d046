#pragma once
// The main job, in order: prepare, deploy, upload, submit, follow, derive, store.

#include "host/run/request.hpp"

namespace edgebench::run {

// Blocks until the study is filled as far as this plan goes, or SIGINT or SIGTERM arrives: then the
// plan is cancelled, the phone restored and what was measured kept. Throws Error for what ends the
// command.
RunOutcome run_study(const RunRequest& request, const RunObserver& observer);

DryRun dry_run(const RunRequest& request, const RunObserver& observer);

}  // namespace edgebench::run
