#include "host/cli/app.hpp"
#include "host/store/database.hpp"
#include "tests/host/cli/captured_console.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::cli;
using namespace edgebench::test;

namespace {

struct Answer {
    ExitCode code;
    std::string out;
    std::string err;
};

Answer ask(const std::vector<std::string>& arguments) {
    CapturedConsole captured;
    const auto code = run_app(arguments, captured.console);
    return {code, captured.out.str(), captured.err.str()};
}

}  // namespace

TEST_CASE("version goes to standard output", "[host/cli]") {
    const auto answer = ask({"version"});
    CHECK(answer.code == ExitCode::ok);
    CHECK_THAT(answer.out, Catch::StartsWith("edgebench "));
    CHECK(answer.err.empty());
}

TEST_CASE("a wrong command line ends with 2 and a hint", "[host/cli]") {
    const auto answer = ask({"rnu"});
    CHECK(answer.code == ExitCode::usage);
    CHECK(answer.out.empty());
    CHECK(answer.err == "error: there is no command 'rnu'\nhint: Did you mean 'run'?\n");
}

TEST_CASE("help is a result", "[host/cli]") {
    const auto answer = ask({"run", "--help"});
    CHECK(answer.code == ExitCode::ok);
    CHECK_THAT(answer.out, Catch::Contains("--quant"));
}

TEST_CASE("query prints the three formats", "[host/cli]") {
    TempDir folder;
    const auto file = (folder / "results.db").string();
    store::Database(file).close();
    const std::string sql = "SELECT 1 AS a, NULL AS b, 'x' AS c";
    CHECK(ask({"query", sql, "--db", file}).out == "a  b  c\n1  –  x\n");
    CHECK(ask({"query", sql, "--db", file, "--format", "csv"}).out == "a,b,c\r\n1,,x\r\n");
    CHECK_THAT(ask({"query", sql, "--db", file, "--format", "json"}).out,
               Catch::Contains("\"b\": null"));
}

TEST_CASE("query and show say what is wrong with SQL, file and trial", "[host/cli]") {
    TempDir folder;
    const auto file = (folder / "results.db").string();
    CHECK(ask({"query", "SELECT 1", "--db", file}).code == ExitCode::infrastructure);
    store::Database(file).close();
    CHECK(ask({"query", "SELEC 1", "--db", file}).code == ExitCode::usage);
    CHECK(ask({"query", "DROP TABLE study", "--db", file}).code == ExitCode::usage);
    CHECK(ask({"show", "last", "--db", file}).code == ExitCode::usage);
    CHECK_THAT(ask({"show", "zz", "--db", file}).err, Catch::StartsWith("error: "));
}
