#include "host/adb/shell.hpp"

#include "host/adb/adb_errors.hpp"
#include "host/adb/child_process.hpp"
#include "host/adb/clock.hpp"

#include <algorithm>
#include <utility>

namespace edgebench::adb {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t k_read_size = 64 * 1024;

std::string activity_of(const std::string& command) {
    return "command '" + printable(command) + "'";
}

// Both outputs come as one.
awaitable<ShellResult> own_shell(std::string command, milliseconds timeout) {
    std::vector<std::string> argv;
    argv.emplace_back("sh");
    argv.emplace_back("-c");
    argv.push_back(std::move(command));
    const auto ended = co_await run_program(std::move(argv), timeout);
    if (!ended) throw Error(ErrorCode::host, "there is no program sh", "edgebench needs one.");
    ShellResult result;
    result.exit_code = ended->exit_code;
    result.out = ended->output;
    if (result.exit_code != 0) result.err = ended->output;
    co_return result;
}

}  // namespace

awaitable<ShellResult> shell(DeviceHandle phone, std::string command, milliseconds timeout) {
    if (phone.machine) {
        auto result = co_await own_shell(std::move(command), timeout);
        co_return result;
    }
    const auto deadline = Clock::now() + timeout;
    std::string service = "shell,v2,raw:" + command;
    Stream stream = co_await open_service(std::move(phone), std::move(service),
                                          activity_of(command), std::min(timeout, k_open_timeout));
    ShellDecoder decoder;
    std::vector<std::byte> buffer(k_read_size);
    for (;;) {
        const milliseconds left = time_until(deadline);
        if (left == milliseconds::zero()) {  // however busily it writes
            throw lost(stream.peer(),
                       "not finished within " + std::to_string(timeout.count()) + " ms");
        }
        const std::size_t count = co_await stream.read_some(buffer, left);
        if (count == 0) {
            throw lost(stream.peer(), "ended without an exit code");
        }
        decoder.feed(std::span(buffer).first(count));
        if (auto result = decoder.take_result()) {
            co_return *std::move(result);
        }
    }
}

awaitable<std::string> shell_output(DeviceHandle phone, std::string command, milliseconds timeout) {
    const Peer peer = phone_peer(phone, activity_of(command));
    ShellResult result = co_await shell(std::move(phone), std::move(command), timeout);
    if (result.exit_code != 0) {
        const std::string& reason = result.err.empty() ? result.out : result.err;
        const std::string text =
            "exit code " + std::to_string(result.exit_code) + (reason.empty() ? "" : ": ") + reason;
        throw error_from_fail(text, peer, ErrorCode::device);
    }
    co_return std::move(result.out);
}

}  // namespace edgebench::adb
