#include "host/cli/run_progress.hpp"
#include "tests/host/cli/captured_console.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

TEST_CASE("without a terminal progress is a line for each tenth", "[host/cli]") {
    CapturedConsole captured;
    cli::RunProgress progress(captured.console);
    const auto observer = progress.observer();
    for (std::int64_t done = 0; done <= 1000; done += 50) observer.on_upload("m.gguf", done, 2000);
    observer.on_hash("demo", 64, 64);
    CHECK(captured.err.str() ==
          "upload m.gguf: 10 %\nupload m.gguf: 20 %\nupload m.gguf: 30 %\nupload m.gguf: 40 %\n"
          "upload m.gguf: 50 %\nhash demo: 100 %\n");
    CHECK(captured.out.str().empty());
}

TEST_CASE("on a terminal progress is one changing line", "[host/cli]") {
    CapturedTerminal terminal;
    cli::RunProgress progress(terminal.console);
    const auto observer = progress.observer();
    observer.on_upload("m", 1, 2);
    observer.on_note("resuming");
    CHECK_THAT(terminal.err.str(), Catch::StartsWith("\r\x1b[Kupload m  [##########"));
    CHECK_THAT(terminal.err.str(), Catch::EndsWith("\r\x1b[Kresuming\n"));
}

TEST_CASE("each trial that ends is a line", "[host/cli]") {
    CapturedConsole captured;
    cli::RunProgress progress(captured.console);
    Attempt attempt;
    attempt.end.outcome = Outcome::failed;
    attempt.end.reason = "the engine died";
    progress.observer().on_trial_end(attempt, 2, 5);
    CHECK(captured.err.str() == "trial 2 of 5: failed: the engine died\n");
}
