#include "host/adb/child_process.hpp"
#include "host/adb/shell_quote.hpp"
#include "protocol/error.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace edgebench;
using namespace std::chrono_literals;

namespace {

// What a real shell makes of the line.
std::string output_of_shell(const std::string& line) {
    std::vector<std::string> argv{"sh", "-c", line};
    const auto result = test::run_coroutine(adb::run_program(std::move(argv), 10s));
    REQUIRE(result);
    REQUIRE(result->exit_code == 0);
    return result->output;
}

std::string all_bytes() {
    std::string bytes;
    for (int value = 1; value < 256; ++value) {
        bytes += static_cast<char>(value);
    }
    return bytes;
}

}  // namespace

TEST_CASE("a quoted word reaches a program as it is, whatever bytes it holds", "[host/adb]") {
    const std::string bytes = all_bytes();
    CHECK(output_of_shell("printf %s " + adb::quote(bytes)) == bytes);
}

TEST_CASE("each byte alone survives a real shell", "[host/adb]") {
    const std::string bytes = all_bytes();
    std::vector<std::string> argv{"printf", "%s"};
    for (const char byte : bytes) {
        argv.emplace_back(1, byte);
    }
    CHECK(output_of_shell(adb::command_line(argv)) == bytes);
}

TEST_CASE("words of a command line stay apart and empty words stay words", "[host/adb]") {
    const std::vector<std::string> argv{"printf", "<%s>", "",   "a b", "$(id)",
                                        "`id`",   "~",    "-n", "'",   "*"};
    CHECK(output_of_shell(adb::command_line(argv)) == "<><a b><$(id)><`id`><~><-n><'><*>");
}

TEST_CASE("plain words are left readable", "[host/adb]") {
    CHECK(adb::quote("/data/local/tmp/a-b_c.txt") == "/data/local/tmp/a-b_c.txt");
    CHECK(adb::quote("") == "''");
    CHECK(adb::quote("it's") == "'it'\\''s'");
}

TEST_CASE("a zero byte cannot be quoted", "[host/adb]") {
    using namespace std::string_literals;
    CHECK_THROWS_AS(adb::quote("a\0b"s), Error);
}
