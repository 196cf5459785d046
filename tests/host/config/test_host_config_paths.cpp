#include "host/config/paths.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace edgebench;
using test::error_of;
using test::TempDir;

namespace {

Paths paths(std::map<std::string, std::string> environment, const std::filesystem::path& program) {
    auto lookup = [environment](const std::string& name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    return Paths(std::move(lookup), program);
}

}  // namespace

TEST_CASE("data and cache follow XDG, and the home folder without it", "[host/config]") {
    const auto home = paths({{"HOME", "/h"}}, "/usr/bin/edgebench");
    CHECK(home.database() == "/h/.local/share/edgebench/results.db");
    CHECK(home.cache() == "/h/.cache/edgebench");
    CHECK(home.models() == "/h/.cache/edgebench/models");
    const auto xdg =
        paths({{"HOME", "/h"}, {"XDG_DATA_HOME", "/d"}, {"XDG_CACHE_HOME", "relative"}},
              "/usr/bin/edgebench");
    CHECK(xdg.database() == "/d/edgebench/results.db");
    CHECK(xdg.cache() == "/h/.cache/edgebench");
    const auto moved =
        paths({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}, {"EDGEBENCH_CACHE_DIR", "/c"}},
              "/usr/bin/edgebench");
    CHECK(moved.cache() == "/c");
    CHECK(moved.models() == "/c/models");
    CHECK(error_of([] { paths({}, "/usr/bin/edgebench").cache(); }).code() == ErrorCode::host);
}

TEST_CASE("a user's configuration hides the one that edgebench comes with", "[host/config]") {
    TempDir folder;
    folder.write("own/models/demo.toml", "own");
    folder.write("xdg/edgebench/models/demo.toml", "xdg");
    folder.write("xdg/edgebench/models/more.toml", "xdg");
    folder.write("share/edgebench/configs/models/demo.toml", "installed");
    folder.write("share/edgebench/configs/models/last.toml", "installed");
    folder.write("share/edgebench/configs/models/notes.txt", "no model");
    const auto p =
        paths({{"EDGEBENCH_CONFIGS", folder / "own"}, {"XDG_CONFIG_HOME", folder / "xdg"}},
              folder / "bin/edgebench");
    CHECK(p.config_file("models", "demo.toml") == folder / "own/models/demo.toml");
    CHECK(p.config_file("models", "more.toml") == folder / "xdg/edgebench/models/more.toml");
    CHECK(p.config_file("models", "last.toml") ==
          folder / "share/edgebench/configs/models/last.toml");
    CHECK_FALSE(p.config_file("models", "none.toml"));
    CHECK(p.config_names("models", ".toml") == std::vector<std::string>{"demo", "last", "more"});
}

TEST_CASE("a build tree finds the configs folder of its sources", "[host/config]") {
    TempDir folder;
    folder.write("configs/models/demo.toml", "");
    const auto p = paths({}, folder / "build/release/bin/edgebench");
    CHECK(p.config_file("models", "demo.toml") == folder / "configs/models/demo.toml");
}

TEST_CASE("the agent is looked for by architecture", "[host/config]") {
    TempDir folder;
    folder.write("bin/edgebench-agent-x86_64", "");
    folder.write("lib/edgebench/edgebench-agent-arm64", "");
    folder.write("agents/edgebench-agent-x86_64", "");
    const auto p = paths({}, folder / "bin/edgebench");
    CHECK(p.agent(Architecture::x86_64) == folder / "bin/edgebench-agent-x86_64");
    CHECK(p.agent(Architecture::arm64) == folder / "lib/edgebench/edgebench-agent-arm64");
    const auto own = paths({{"EDGEBENCH_AGENTS", folder / "agents"}}, folder / "bin/edgebench");
    CHECK(own.agent(Architecture::x86_64) == folder / "agents/edgebench-agent-x86_64");
    CHECK(error_of([] { paths({}, "/none/edgebench").agent(Architecture::arm64); }).code() ==
          ErrorCode::host);
}

TEST_CASE("engines lie in the data folder, the one of bootstrap in the cache", "[host/config]") {
    TempDir folder;
    const auto engine = [&](const std::string& name) {
        folder.write("edgebench/engine/" + name + "/bin/llama-server", "");
        return folder / "edgebench/engine" / name / "bin";
    };
    const auto older = engine("llama.cpp-v0.5.0-x86_64-f00");
    const auto newer = engine("llama.cpp-v0.5.0-x86_64-0ff");
    const auto other = engine("llama.cpp-v0.6.0-arm64-f00");
    std::filesystem::last_write_time(older, std::filesystem::file_time_type::min());
    const auto p =
        paths({{"XDG_CACHE_HOME", folder.path()}, {"XDG_DATA_HOME", "/d"}}, "/usr/bin/edgebench");
    CHECK(p.engines() == "/d/edgebench/engines");
    CHECK(p.bootstrap_engine(Architecture::x86_64) == newer);
    CHECK(p.bootstrap_engine(Architecture::arm64) == other);
    CHECK_FALSE(
        paths({{"HOME", "/none"}}, "/usr/bin/edgebench").bootstrap_engine(Architecture::arm64));
}

TEST_CASE("the environment's engine has to be a folder", "[host/config]") {
    TempDir folder;
    CHECK_FALSE(paths({}, "/usr/bin/edgebench").engine_folder());
    const auto good = paths({{"EDGEBENCH_ENGINE_DIR", folder.path()}}, "/usr/bin/edgebench");
    CHECK(good.engine_folder() == folder.path());
    const auto wrong = paths({{"EDGEBENCH_ENGINE_DIR", folder / "none"}}, "/usr/bin/edgebench");
    CHECK_THAT(error_of([&] { wrong.engine_folder(); }).message(),
               Catch::Contains("EDGEBENCH_ENGINE_DIR names no folder"));
}

TEST_CASE("a phone's ABI decides the architecture", "[host/config]") {
    CHECK(architecture_of_abi("arm64-v8a") == Architecture::arm64);
    CHECK(architecture_of_abi("x86_64") == Architecture::x86_64);
    CHECK(error_of([] { architecture_of_abi("armeabi-v7a"); }).code() == ErrorCode::device);
}
