#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/cli/run_progress.hpp"
#include "host/cli/version.hpp"
#include "host/metrics/reasons.hpp"
#include "host/report/cell_energy_text.hpp"
#include "host/report/plan_text.hpp"
#include "host/report/precision_text.hpp"
#include "host/report/run_summary.hpp"
#include "host/run/run.hpp"

namespace edgebench::cli {
namespace {

report::RunFigures figures_of(const run::RunCounts& counts) {
    return {counts.slots, counts.filled, counts.attempts, counts.failed, counts.not_admitted};
}

// Precedence as doc/commands.md says. A failed attempt whose slot was filled by a later one is no
// failure of the run.
ExitCode exit_code_of_run(const run::RunOutcome& outcome) {
    const auto& counts = outcome.counts;
    if (outcome.cancelled) return ExitCode::cancelled;
    if (outcome.detached || counts.filled >= counts.slots) return ExitCode::ok;
    const bool failed = counts.failed + counts.not_admitted > 0;
    return failed ? ExitCode::trials_failed : ExitCode::not_valid;
}

void print_plan(const RunOptions& options, const run::DryRun& dry, Console& console) {
    report::PlanCost cost;
    cost.upload_bytes = dry.upload_bytes;
    cost.idle = dry.idle_time;
    if (dry.memory) {
        cost.memory = to_text(*dry.memory);
        cost.memory_bytes = dry.memory->needed().value();
    }
    console.out(options.output == Output::json
                    ? report::plan_json(dry.study, dry.plan, cost)
                    : report::plan_text(dry.study, dry.plan, cost, console.out_width()));
}

void print_outcome(const RunOptions& options, const run::RunOutcome& outcome, Console& console) {
    const auto figures = figures_of(outcome.counts);
    if (options.output == Output::json) {
        console.out(report::run_json(outcome.study, outcome.attempts, outcome.cell_energies,
                                     outcome.precision, figures));
        return;
    }
    auto all = outcome.earlier;
    all.insert(all.end(), outcome.attempts.begin(), outcome.attempts.end());
    if (all.empty()) return;
    console.out(report::run_summary(outcome.study, all, figures, hint_for, console.out_width()));
    const auto energies =
        report::cell_energy_text(outcome.study, outcome.cell_energies, console.out_width());
    if (!energies.empty()) console.out("\n" + energies);
    if (!outcome.precision.empty()) {
        console.out("\n" +
                    report::precision_text(outcome.study, outcome.precision, console.out_width()));
    }
}

void print_ending(const run::RunOutcome& outcome, Console& console) {
    if (outcome.detached) {
        console.err(
            "The plan runs on the phone; `edgebench collect` stores what it has measured.\n");
    }
    if (!outcome.cancelled) return;
    console.err("cancelled: " + std::to_string(outcome.counts.filled) + " of " +
                std::to_string(outcome.counts.slots) +
                " slots are filled and kept; the same command goes on there\n");
    if (!outcome.cancel_confirmed) {
        console.err(
            "The phone did not answer in time: `edgebench collect` stores the rest later.\n");
    }
}

}  // namespace

ExitCode run_command(const RunOptions& options, Console& console) {
    auto request = options.request;
    request.database = database_file(options.database);
    request.tool_version = version();
    RunProgress progress(console);
    const auto observer = progress.observer();
    if (options.dry_run) {
        print_plan(options, run::dry_run(request, observer), console);
        return ExitCode::ok;
    }
    const auto outcome = run::run_study(request, observer);
    print_outcome(options, outcome, console);
    print_ending(outcome, console);
    return exit_code_of_run(outcome);
}

}  // namespace edgebench::cli
