#include "host/cli/commands.hpp"
#include "host/cli/version.hpp"
#include "protocol/journal.hpp"
#include "protocol/messages.hpp"

namespace edgebench::cli {

std::string version() {
    return EDGEBENCH_VERSION;
}

ExitCode version_command(Console& console) {
    console.out("edgebench " + version() + " (agent protocol " +
                std::to_string(k_protocol_version) + ", journal " +
                std::to_string(k_journal_version) + ")\n");
    return ExitCode::ok;
}

}  // namespace edgebench::cli
