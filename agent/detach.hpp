#pragma once
// Leaves the terminal and the adb connection that the process was started from.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace edgebench::agent {

// Only the first line counts.
using Announce = std::function<void(const std::string& line)>;

// Runs `body` in a new process of a session of its own, which ignores SIGHUP and SIGPIPE and whose
// output goes to `log`. Returns in the calling process, with the first line that `body` announced;
// nothing when it ended without one or took too long.
std::optional<std::string> detach(const std::filesystem::path& log,
                                  const std::function<void(const Announce&)>& body);

}  // namespace edgebench::agent
