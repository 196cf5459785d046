#include "host/cli/console.hpp"
#include "tests/host/cli/captured_console.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::cli;
using namespace edgebench::test;

TEST_CASE("an error is a line and its hint another, on standard error", "[host/cli]") {
    CapturedConsole captured;
    captured.console.print(Error(ErrorCode::usage, "no \x1b[2Jsuch thing", "Do this."));
    CHECK(captured.err.str() == "error: no \\x1b[2Jsuch thing\nhint: Do this.\n");
    CHECK(captured.out.str().empty());
}

TEST_CASE("colours are for terminals, unless they are asked for", "[host/cli]") {
    CapturedConsole file;
    CHECK(file.console.styled_out(Style::good, "x") == "x");
    file.console.choose_colour(ColourChoice::always);
    CHECK(file.console.styled_out(Style::good, "x") == "\x1b[32mx\x1b[0m");
    CapturedTerminal terminal;
    terminal.console.choose_colour(ColourChoice::never);
    CHECK(terminal.console.styled_out(Style::good, "x") == "x");
}

TEST_CASE("a status line is replaced by what comes next", "[host/cli]") {
    CapturedTerminal terminal;
    terminal.console.show_status("half");
    terminal.console.show_status(std::string(100, 'x'));
    terminal.console.out("done\n");
    terminal.console.out("more\n");
    CHECK(terminal.out.str() == "done\nmore\n");
    CHECK(terminal.err.str() == "\r\x1b[Khalf\r\x1b[K" + std::string(58, 'x') + "…\r\x1b[K");
}

TEST_CASE("without a terminal there is no status line", "[host/cli]") {
    CapturedConsole captured;
    captured.console.show_status("half");
    CHECK(captured.err.str().empty());
}

TEST_CASE("a result that could not be written is an error", "[host/cli]") {
    CapturedConsole captured;
    CHECK_NOTHROW(captured.console.require_written());
    captured.out.setstate(std::ios::badbit);
    CHECK_THROWS_AS(captured.console.require_written(), Error);
}
