#include "host/cli/collected_text.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"

namespace edgebench::cli {

ExitCode cancel_command(const CancelOptions& options, Console& console) {
    console.out(collected_text(run::cancel(options.phone, database_file(options.database))));
    return ExitCode::ok;
}

}  // namespace edgebench::cli
