#include "host/cli/collected_text.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"

namespace edgebench::cli {

ExitCode collect_command(const CollectOptions& options, Console& console) {
    console.out(collected_text(run::collect(options.phone, database_file(options.database))));
    return ExitCode::ok;
}

}  // namespace edgebench::cli
