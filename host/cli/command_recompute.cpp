#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/report/meter_text.hpp"
#include "host/report/numbers.hpp"
#include "host/report/table.hpp"
#include "host/run/recompute.hpp"

namespace edgebench::cli {
namespace {

report::Table change_table(const std::vector<run::Change>& changes) {
    report::Table table;
    table.columns = {"trial", "figure", "before", "after"};
    for (const auto& change : changes) {
        table.rows.push_back({change.trial, change.figure, change.before, change.after});
    }
    return table;
}

}  // namespace

ExitCode recompute_command(const RecomputeOptions& options, Console& console) {
    const auto result =
        run::recompute(database_file(options.database), options.which, options.meter);
    if (const auto& meter = result.meter) {
        console.out(report::meter_text(meter->import, meter->notes, console.out_width()));
        if (meter->simulated) console.out("SIMULATED: a virtual phone and its meter.\n");
        console.out("\n");
    }
    if (options.diff && !result.changes.empty()) {
        console.out(report::table_text(change_table(result.changes), std::nullopt));
    }
    console.out(report::counted(result.trials, "trial") + " computed again, " +
                std::to_string(result.changed) + " with other figures (the old ones are kept)\n");
    return ExitCode::ok;
}

}  // namespace edgebench::cli
