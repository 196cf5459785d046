#include "host/cli/commands.hpp"
#include "host/cli/completion.hpp"

namespace edgebench::cli {

ExitCode completion_command(const CompletionOptions& options, Console& console) {
    console.out(completion_script(options.shell, describe_commands()));
    return ExitCode::ok;
}

}  // namespace edgebench::cli
