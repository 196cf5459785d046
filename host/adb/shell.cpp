#include "host/adb/shell.hpp"

#include "host/adb/adb_errors.hpp"
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

}  // namespace

awaitable<ShellResult> shell(DeviceHandle phone, std::string command, milliseconds timeout) {
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
