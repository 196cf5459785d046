#pragma once
// Commands on the phone, with their exact exit code and separate standard error.

#include "host/adb/device.hpp"
#include "host/adb/shell_decoder.hpp"

#include <chrono>
#include <string>

namespace edgebench::adb {

constexpr std::chrono::milliseconds k_shell_timeout{15000};

// Runs a line of the phone's shell; words that are data go through command_line() or quote(). The
// timeout is for the whole command; passing it closes the stream, which makes the phone end it
// (SIGHUP).
awaitable<ShellResult> shell(DeviceHandle phone, std::string command,
                             std::chrono::milliseconds timeout = k_shell_timeout);

// The same for a command that must succeed: its standard output. Throws Error{device} otherwise.
awaitable<std::string> shell_output(DeviceHandle phone, std::string command,
                                    std::chrono::milliseconds timeout = k_shell_timeout);

}  // namespace edgebench::adb
