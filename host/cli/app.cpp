#include "host/cli/app.hpp"

#include "host/cli/commands.hpp"
#include "host/cli/parse.hpp"

namespace edgebench::cli {
namespace {

struct Dispatch {
    Console& console;

    ExitCode operator()(const RunOptions& options) const { return run_command(options, console); }
    ExitCode operator()(const DevicesOptions& options) const {
        return devices_command(options, console);
    }
    ExitCode operator()(const DoctorOptions& options) const {
        return doctor_command(options, console);
    }
    ExitCode operator()(const ShowOptions& options) const { return show_command(options, console); }
    ExitCode operator()(const RecomputeOptions& options) const {
        return recompute_command(options, console);
    }
    ExitCode operator()(const GaugeOptions& options) const {
        return gauge_command(options, console);
    }
    ExitCode operator()(const ModelsOptions& options) const {
        return models_command(options, console);
    }
    ExitCode operator()(const EnginesOptions& options) const {
        return engines_command(options, console);
    }
    ExitCode operator()(const QueryOptions& options) const {
        return query_command(options, console);
    }
    ExitCode operator()(const CacheOptions& options) const {
        return cache_command(options, console);
    }
    ExitCode operator()(const CollectOptions& options) const {
        return collect_command(options, console);
    }
    ExitCode operator()(const CancelOptions& options) const {
        return cancel_command(options, console);
    }
    ExitCode operator()(const CleanOptions& options) const {
        return clean_command(options, console);
    }
    ExitCode operator()(const VersionOptions&) const { return version_command(console); }
    ExitCode operator()(const CompletionOptions& options) const {
        return completion_command(options, console);
    }
    ExitCode operator()(const HelpOptions& options) const {
        console.out(options.text);
        return ExitCode::ok;
    }
};

ExitCode run_throwing(std::vector<std::string> arguments, Console& console) {
    const auto invocation = parse_arguments(std::move(arguments));
    console.choose_colour(invocation.colour);
    log::setup(invocation.log_level, console.log_colour());
    const auto code = std::visit(Dispatch{console}, invocation.command);
    console.require_written();
    return code;
}

}  // namespace

ExitCode run_app(std::vector<std::string> arguments, Console& console) {
    try {
        return run_throwing(std::move(arguments), console);
    } catch (const Error& error) {
        console.print(error);
        return exit_code_of(error.code());
    } catch (const std::exception& error) {
        console.print(Error(ErrorCode::internal, std::string("internal: ") + error.what(),
                            "This is a bug in edgebench: please report it with the command."));
        return ExitCode::internal;
    }
}

}  // namespace edgebench::cli
