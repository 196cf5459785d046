#include "host/adb/client_program.hpp"

#include "host/adb/adb_errors.hpp"
#include "host/adb/child_process.hpp"
#include "host/log/log.hpp"
#include "protocol/error.hpp"

#include <utility>

namespace edgebench::adb {
namespace {

// A cold start with a USB scan takes about 3 s.
constexpr std::chrono::seconds k_start_server_timeout{20};
constexpr std::chrono::seconds k_version_timeout{5};

// `purpose` stands before the message when there is no adb.
awaitable<ProgramResult> run_adb(std::vector<std::string> argv, std::chrono::milliseconds timeout,
                                 std::string purpose) {
    auto result = co_await run_program(std::move(argv), timeout);
    if (!result) {
        throw Error(ErrorCode::host, purpose + ": no `adb` on PATH",
                    "Install it: apt-get install adb (Debian, Ubuntu); on other systems unpack "
                    "Android's platform-tools and put their folder on PATH.");
    }
    co_return *std::move(result);
}

}  // namespace

awaitable<void> start_server(ServerAddress address) {
    log::info("starting an adb server at " + address.text());
    std::vector<std::string> argv{"adb", "-L", address.socket_spec(), "start-server"};
    const ProgramResult result = co_await run_adb(std::move(argv), k_start_server_timeout,
                                                  "no adb server answers at " + address.text());
    if (result.exit_code != 0) {
        throw Error(
            ErrorCode::host,
            "adb could not start a server at " + address.text() + ": " + printable(result.output),
            "Run `adb -L " + address.socket_spec() + " start-server` to see why.");
    }
}

awaitable<ClientVersion> client_version() {
    std::vector<std::string> argv{"adb", "version"};
    const ProgramResult result =
        co_await run_adb(std::move(argv), k_version_timeout, "adb version");
    auto version = parse_client_version(result.output);
    if (!version) {
        throw Error(
            ErrorCode::host,
            "`adb version` says nothing that can be understood: " + printable(result.output),
            "Check that `adb` on PATH is Android's.");
    }
    co_return *std::move(version);
}

}  // namespace edgebench::adb
