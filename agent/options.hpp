#pragma once
// The agent's command line.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace edgebench::agent {

enum class Command {
    start,    // detach, serve, print the endpoint
    serve,    // the same in the foreground
    restore,  // put back what a dead agent left changed, and end
    version,
};

struct Options {
    Command command = Command::version;
    std::filesystem::path root;
    std::filesystem::path sys = "/sys";  // where the kernel shows the battery
    // So long it stays after the end of its plan with no client.
    std::chrono::seconds linger{std::chrono::minutes(10)};
};

// Throws Error::usage.
Options parse_options(const std::vector<std::string>& arguments);

}  // namespace edgebench::agent
