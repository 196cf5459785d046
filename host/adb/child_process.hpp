#pragma once
// Runs a program on the laptop without a shell and without blocking the I/O thread.

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::adb {

struct ProgramResult {
    int exit_code = 0;   // 128 + signal for one that was killed
    std::string output;  // standard output and standard error, the first 64 KiB
};

// Searches PATH for argv[0] and runs it with no standard input. Nothing if there is no such
// program. A program that outlives the timeout is killed, and that is an Error{host}. It is always
// reaped.
boost::asio::awaitable<std::optional<ProgramResult>> run_program(std::vector<std::string> argv,
                                                                 std::chrono::milliseconds timeout);

}  // namespace edgebench::adb
