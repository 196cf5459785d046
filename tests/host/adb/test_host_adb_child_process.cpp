#include "host/adb/child_process.hpp"
#include "host/adb/client_program.hpp"
#include "protocol/error.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;

namespace {

std::optional<ProgramResult> run(std::vector<std::string> argv,
                                 std::chrono::milliseconds timeout = 10s) {
    return test::run_coroutine(run_program(std::move(argv), timeout));
}

// PATH is one folder for as long as this lives.
class OnlyPath {
  public:
    explicit OnlyPath(const std::filesystem::path& folder) : before_(std::getenv("PATH")) {
        ::setenv("PATH", folder.c_str(), 1);
    }
    OnlyPath(const OnlyPath&) = delete;
    OnlyPath& operator=(const OnlyPath&) = delete;
    ~OnlyPath() { ::setenv("PATH", before_.c_str(), 1); }

  private:
    std::string before_;
};

void make_executable(const std::filesystem::path& file) {
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
}

}  // namespace

TEST_CASE("a program's exit code and both outputs come back", "[host/adb]") {
    const auto result = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
    REQUIRE(result);
    CHECK(result->exit_code == 7);
    CHECK(result->output == "out\nerr\n");
}

TEST_CASE("a killed program has the exit code of its signal", "[host/adb]") {
    const auto result = run({"sh", "-c", "kill -9 $$"});
    REQUIRE(result);
    CHECK(result->exit_code == 137);
}

TEST_CASE("a program that does not exist is nothing", "[host/adb]") {
    CHECK_FALSE(run({"edgebench-no-such-program"}));
}

TEST_CASE("a program reads no standard input and its output is bounded", "[host/adb]") {
    const auto result = run({"sh", "-c", "cat; head -c 1000000 /dev/zero"});
    REQUIRE(result);
    CHECK(result->output.size() == 64 * 1024);
}

TEST_CASE("a program that hangs is killed and reported", "[host/adb]") {
    const auto began = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(run({"sleep", "60"}, 50ms), Error);
    CHECK_THROWS_AS(run({"sh", "-c", "exec >&- 2>&-; sleep 60"}, 50ms), Error);
    CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("without adb on PATH the error says how to install it", "[host/adb]") {
    const test::TempDir empty;
    const OnlyPath path(empty.path());
    try {
        test::run_coroutine(start_server(ServerAddress::tcp("127.0.0.1", 1)));
        FAIL("started");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::host);
        CHECK(error.message() == "no adb server answers at 127.0.0.1:1: no `adb` on PATH");
        CHECK(error.hint().find("apt-get install adb") != std::string::npos);
    }
}

TEST_CASE("a server that cannot be started is reported with adb's own words", "[host/adb]") {
    const test::TempDir folder;
    make_executable(folder.write("adb", "#!/bin/sh\necho \"cannot bind $2\" >&2\nexit 1\n"));
    const OnlyPath path(folder.path());
    CHECK_THROWS_WITH(test::run_coroutine(start_server(ServerAddress::tcp("127.0.0.1", 1))),
                      Catch::Contains("cannot bind tcp:localhost:1"));
}

TEST_CASE("another program named adb is not taken for Android's", "[host/adb]") {
    const test::TempDir folder;
    make_executable(folder.write("adb", "#!/bin/sh\necho A Database 1.0\n"));
    const OnlyPath path(folder.path());
    CHECK_THROWS_WITH(test::run_coroutine(client_version()), Catch::Contains("A Database 1.0"));
}
