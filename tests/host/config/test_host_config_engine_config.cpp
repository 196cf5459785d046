#include "host/config/engine_config.hpp"
#include "host/config/text_file.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace edgebench;

TEST_CASE("an engine file is read whole", "[host/config]") {
    const auto engine = parse_engine_config(
        "name = \"llama.cpp\"\nversion = \"v0.5.0\"\nexecutable = \"llama-server\"\n"
        "source = \"https://github.com/ggml-org/llama.cpp\"\n",
        "llama.cpp.toml");
    CHECK(engine.name == "llama.cpp");
    CHECK(engine.version == "v0.5.0");
    CHECK(engine.executable == "llama-server");
}

TEST_CASE("an engine's executable is a file of its folder", "[host/config]") {
    const auto error = test::error_of([] {
        parse_engine_config(
            "name = \"x\"\nversion = \"1\"\nexecutable = \"../x\"\nsource = \"s\"\n", "x.toml");
    });
    CHECK(error.message() == "x.toml:3:14: 'executable' should be a file name, not a path");
}

TEST_CASE("every engine file that edgebench comes with is valid", "[host/config]") {
    const std::filesystem::path folder = EDGEBENCH_SOURCE "/configs/engines";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        CHECK_NOTHROW(parse_engine_config(read_text_file(file), file.path()));
    }
}
