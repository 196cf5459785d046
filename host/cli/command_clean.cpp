#include "host/cli/collected_text.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"

namespace edgebench::cli {

ExitCode clean_command(const CleanOptions& options, Console& console) {
    const auto collected = run::clean(options.phone, database_file(options.database));
    console.out(collected_text(collected) + "nothing of edgebench is left on the phone\n");
    return ExitCode::ok;
}

}  // namespace edgebench::cli
