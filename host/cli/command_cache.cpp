#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/cli/run_progress.hpp"
#include "host/report/cache_text.hpp"
#include "host/run/phone_cache.hpp"

namespace edgebench::cli {
namespace {

CacheReport care_for(const CacheOptions& options, Console& console) {
    const auto database = database_file(options.database);
    if (options.action == CacheAction::prune) {
        return run::prune_cache(options.phone, database, options.rule);
    }
    if (options.action == CacheAction::list) return run::list_cache(options.phone, database);
    RunProgress progress(console);
    return run::verify_cache(options.phone, database, progress.observer());
}

}  // namespace

ExitCode cache_command(const CacheOptions& options, Console& console) {
    const auto report = care_for(options, console);
    console.out(options.output == Output::json ? report::cache_json(report)
                                               : report::cache_text(report, console.out_width()));
    const bool damaged = options.action == CacheAction::verify && !report.removed.empty();
    return damaged ? ExitCode::infrastructure : ExitCode::ok;
}

}  // namespace edgebench::cli
