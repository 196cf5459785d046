#include "host/cli/choices.hpp"
#include "host/cli/completion.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace edgebench;
using namespace edgebench::cli;

namespace {

// Sources the script in bash and completes `line`; the candidates, one a line.
std::string completed_by_bash(const std::string& line) {
    test::TempDir folder;
    folder.write("script", completion_script(Shell::bash, describe_commands()));
    folder.write("ask", "source " + (folder / "script").string() + "\nCOMP_WORDS=(" + line +
                            " '')\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_edgebench\n"
                            "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    const auto command = "bash " + (folder / "ask").string() + " > " + (folder / "answer").string();
    REQUIRE(std::system(command.c_str()) == 0);
    return test::read_text(folder / "answer");
}

}  // namespace

TEST_CASE("bash completes commands, options and words", "[host/cli]") {
    CHECK_THAT(completed_by_bash("edgebench"),
               Catch::Contains("run\n") && Catch::Contains("doctor\n"));
    CHECK_THAT(completed_by_bash("edgebench run"),
               Catch::Contains("--model\n") && Catch::Contains("--dry-run\n"));
    CHECK(completed_by_bash("edgebench run --require") == "energy\nlatency\nmemory\nquality\n");
    CHECK(completed_by_bash("edgebench query --format") == "csv\njson\ntable\n");
    CHECK_THAT(completed_by_bash("edgebench models"), Catch::StartsWith("add\nfetch\nlist\n"));
    CHECK_THAT(completed_by_bash("edgebench completion"), Catch::StartsWith("bash\nfish\nzsh\n"));
}

TEST_CASE("every option of every command is in every script", "[host/cli]") {
    const auto commands = describe_commands();
    for (const auto shell : {Shell::bash, Shell::zsh, Shell::fish}) {
        const auto script = completion_script(shell, commands);
        for (const auto& command : commands) {
            CHECK_THAT(script, Catch::Contains(command.name));
            for (const auto& option : command.options) {
                CHECK_THAT(script, Catch::Contains(option.name.substr(2)));
            }
        }
    }
}
