#include "host/cli/exit_code.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::cli;

TEST_CASE("each kind of error has its documented exit code", "[host/cli]") {
    CHECK(exit_code_of(ErrorCode::usage) == ExitCode::usage);
    CHECK(exit_code_of(ErrorCode::configuration) == ExitCode::usage);
    CHECK(exit_code_of(ErrorCode::no_device) == ExitCode::infrastructure);
    CHECK(exit_code_of(ErrorCode::device_lost) == ExitCode::infrastructure);
    CHECK(exit_code_of(ErrorCode::busy) == ExitCode::infrastructure);
    CHECK(exit_code_of(ErrorCode::database) == ExitCode::infrastructure);
    CHECK(exit_code_of(ErrorCode::cancelled) == ExitCode::cancelled);
    CHECK(exit_code_of(ErrorCode::internal) == ExitCode::internal);
    CHECK(static_cast<int>(ExitCode::cancelled) == 130);
    CHECK(static_cast<int>(ExitCode::internal) == 70);
}
