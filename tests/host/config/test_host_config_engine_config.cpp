#include "host/config/engine_config.hpp"
#include "host/config/engine_manifest.hpp"
#include "host/config/text_file.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace edgebench;

namespace {

const std::string k_release =
    "name = \"llama.cpp-b1\"\nengine = \"llama.cpp\"\nversion = \"b1\"\n"
    "source = \"somewhere\"\ndownload = \"https://host/b1\"\n";

std::string archive(const std::string& more) {
    return "[[archive]]\nfile = \"llama-b1.tar.gz\"\nbackends = \"cpu opencl\"\n" + more;
}

Error refused(const std::string& text) {
    return test::error_of([&] { parse_engine_config(text, "llama.cpp-b1.toml"); });
}

}  // namespace

TEST_CASE("an engine release is read whole", "[host/config]") {
    const auto release = parse_engine_config(
        k_release + archive("target = \"android-arm64\"\nvariant = \"snapdragon\"\nsize = 5\n"),
        "llama.cpp-b1.toml");
    REQUIRE(release.archives.size() == 1);
    const auto& file = release.archives[0];
    CHECK(file.name == "llama.cpp-b1-android-arm64-snapdragon");
    CHECK(file.version == "b1");
    CHECK(file.target == Target{Platform::android, Architecture::arm64});
    CHECK(file.url == "https://host/b1/llama-b1.tar.gz");
    CHECK(file.size == 5);
    CHECK_FALSE(file.sha256);
    CHECK(file.backends == std::vector<std::string>{"cpu", "opencl"});
}

TEST_CASE("what is wrong in an engine release is named with its place", "[host/config]") {
    const auto good = archive("target = \"linux-arm64\"\n");
    CHECK(refused(k_release + good + good).message() ==
          "llama.cpp-b1.toml:13:10: 'llama.cpp-b1-linux-arm64' appears twice");
    CHECK(refused(k_release + archive("target = \"android-arm\"\n")).hint() ==
          "Did you mean 'android-arm64'?");
    CHECK_THAT(refused(k_release + good + "sha256 = \"12\"\n").message(),
               Catch::EndsWith("'sha256' should be 64 lower-case hexadecimal digits"));
    auto open = k_release;
    open.erase(open.find("https") + 4, 1);
    CHECK_THAT(refused(open + good).message(), Catch::EndsWith("needs its 'sha256'"));
    CHECK_NOTHROW(parse_engine_config(open + good + "sha256 = \"" + std::string(64, '0') + "\"\n",
                                      "llama.cpp-b1.toml"));
    CHECK_THAT(refused("name = \"x\"\n").message(),
               Catch::EndsWith("'x' should be the name of the file"));
}

TEST_CASE("every engine release that edgebench comes with is valid", "[host/config]") {
    const std::filesystem::path folder = EDGEBENCH_SOURCE "/configs/engines";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        CHECK_NOTHROW(parse_engine_config(read_text_file(file), file.path()));
    }
}

TEST_CASE("the list of an installed engine is read as it was written", "[host/config]") {
    EngineManifest manifest;
    manifest.name = "mine";
    manifest.engine = "llama.cpp";
    manifest.version = "b1-dirty";
    manifest.target = {Platform::gnu_linux, Architecture::x86_64};
    manifest.id = std::string(64, 'a');
    manifest.origin = "a \"quoted\"\\path\nwith é";
    manifest.installed = "2026-11-23T04:05:06Z";
    manifest.files = {{"llama-server", std::string(64, 'b')}, {"libllama.so", manifest.id}};
    const auto read = parse_engine_manifest(to_toml(manifest), "engine.toml");
    CHECK(read.origin == manifest.origin);
    CHECK(read.files == manifest.files);
    CHECK(read.target == manifest.target);
    CHECK(to_toml(read) == to_toml(manifest));
}

TEST_CASE("an engine's name is safe as a folder's", "[host/config]") {
    CHECK(is_engine_name("llama.cpp-b1_x"));
    for (const char* name : {"", ".", "..", ".x", "-x", "a/b", "a b", "ä"}) {
        CHECK_FALSE(is_engine_name(name));
    }
    CHECK_FALSE(is_engine_name(std::string(101, 'a')));
}
