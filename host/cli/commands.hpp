#pragma once
// What each subcommand does. Results go to the console's output; what ends a command early is
// thrown.

#include "host/cli/console.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/options.hpp"

namespace edgebench::cli {

ExitCode run_command(const RunOptions& options, Console& console);
ExitCode devices_command(const DevicesOptions& options, Console& console);
ExitCode doctor_command(const DoctorOptions& options, Console& console);
ExitCode show_command(const ShowOptions& options, Console& console);
ExitCode recompute_command(const RecomputeOptions& options, Console& console);
ExitCode gauge_command(const GaugeOptions& options, Console& console);
ExitCode models_command(const ModelsOptions& options, Console& console);
ExitCode engines_command(const EnginesOptions& options, Console& console);
ExitCode query_command(const QueryOptions& options, Console& console);
ExitCode cache_command(const CacheOptions& options, Console& console);
ExitCode collect_command(const CollectOptions& options, Console& console);
ExitCode cancel_command(const CancelOptions& options, Console& console);
ExitCode clean_command(const CleanOptions& options, Console& console);
ExitCode version_command(Console& console);
ExitCode completion_command(const CompletionOptions& options, Console& console);

}  // namespace edgebench::cli
