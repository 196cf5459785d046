#include "agent/options.hpp"

#include "protocol/error.hpp"

#include <charconv>

namespace edgebench::agent {
namespace {

constexpr auto k_usage =
    "edgebench-agent version | start --root DIR [--linger SECONDS] [--sys DIR] | serve --root DIR "
    "[--linger SECONDS] [--sys DIR] | restore --root DIR";
constexpr long k_longest_linger = 24 * 3600;

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::usage, message, k_usage);
}

Command command_from(const std::string& name) {
    if (name == "start") return Command::start;
    if (name == "serve") return Command::serve;
    if (name == "restore") return Command::restore;
    if (name == "version") return Command::version;
    refuse("unknown command '" + name + "'");
}

std::chrono::seconds seconds_from(const std::string& text) {
    long value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, value);
    if (failed != std::errc() || stop != end || value < 0 || value > k_longest_linger) {
        refuse("'" + text + "' is not a number of seconds up to a day");
    }
    return std::chrono::seconds(value);
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
    if (arguments.empty()) refuse("a command is missing");
    Options options;
    options.command = command_from(arguments.front());
    for (std::size_t i = 1; i < arguments.size(); i += 2) {
        const auto& name = arguments[i];
        if (name != "--root" && name != "--linger" && name != "--sys")
            refuse("unknown option '" + name + "'");
        if (i + 1 == arguments.size()) refuse("option " + name + " needs a value");
        if (name == "--root") options.root = arguments[i + 1];
        if (name == "--sys") options.sys = arguments[i + 1];
        if (name == "--linger") options.linger = seconds_from(arguments[i + 1]);
    }
    if (options.command != Command::version && !options.root.is_absolute()) {
        refuse("--root needs an absolute path");
    }
    return options;
}

}  // namespace edgebench::agent
