#include "host/catalog/engine_folder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

namespace {

const EngineConfig k_config{"llama.cpp", "v0.5.0", "llama-server", "somewhere"};

std::string elf(char machine, const std::string& rest) {
    return std::string(
               "\x7f"
               "ELF\x02\x01\x01",
               7) +
           std::string(9, '\0') + std::string{'\x03', '\0', machine, '\0'} + rest;
}
const std::string k_x86_64 = elf('\x3e', "");

EngineFolder read_folder(const TempDir& folder, Architecture architecture = Architecture::x86_64) {
    return read_engine_folder(folder.path(), k_config, architecture, FileHashes(folder / "cache"));
}

TempDir& fill(TempDir& folder) {
    folder.write("llama-server", k_x86_64);
    folder.write("llama-bench", k_x86_64);
    folder.write("llama-quantize", k_x86_64);
    folder.write("README.md", "text");
    folder.write("libggml.v0.5.0.so", elf('\x3e', "ggml"));
    folder.write("libllama.so.1.2", elf('\x3e', "llama"));
    std::filesystem::create_symlink("libllama.so.1.2", folder / "libllama.so.1");
    return folder;
}

}  // namespace

TEST_CASE("the server and its libraries are taken, other programs are left", "[host/catalog]") {
    TempDir folder;
    const auto engine = read_folder(fill(folder));
    std::vector<std::string> names;
    for (const auto& item : engine.files) names.push_back(item.file.path);
    CHECK(names == std::vector<std::string>{"libggml.v0.5.0.so", "libllama.so.1", "libllama.so.1.2",
                                            "llama-server"});
    CHECK(engine.files[0].file.mode == 0644);
    CHECK(engine.files[3].file.mode == 0755);
    CHECK(engine.executable == "llama-server");
    CHECK(engine.build.name == "llama.cpp");
    CHECK(engine.build.version == "v0.5.0");
}

TEST_CASE("a link stands for the file behind it", "[host/catalog]") {
    TempDir folder;
    const auto engine = read_folder(fill(folder));
    CHECK(engine.files[1].source == std::filesystem::canonical(folder / "libllama.so.1.2"));
    CHECK(engine.files[1].file.sha256 == engine.files[2].file.sha256);
    CHECK(engine.files[1].file.size == engine.files[2].file.size);
}

TEST_CASE("an engine's id changes with a byte, a name and nothing else", "[host/catalog]") {
    TempDir folder, same, other;
    const auto id = read_folder(fill(folder)).build.id;
    CHECK(is_sha256_hex(id));
    CHECK(read_folder(fill(same)).build.id == id);
    same.write("llama-bench", k_x86_64 + "changed");
    CHECK(read_folder(same).build.id == id);
    fill(other).write("llama-server", k_x86_64 + "x");
    CHECK(read_folder(other).build.id != id);
    std::filesystem::rename(same / "libllama.so.1", same / "libllama.so.2");
    CHECK(read_folder(same).build.id != id);
}

TEST_CASE("an engine's id is the hash of a list that anyone can write", "[host/catalog]") {
    EngineFile file;
    file.path = "llama-server";
    file.mode = 0755;
    file.sha256 = std::string(64, 'a');
    // SHA-256 of "llama-server", NUL, "755", NUL, 64 times "a", line feed.
    CHECK(engine_id({file}) == "09900db7e50c54453a9e09bc888f29867ad47f8425ec8d31b21839d0856b4f4e");
}

TEST_CASE("version.txt says which version a local build is", "[host/catalog]") {
    TempDir folder;
    fill(folder).write("version.txt", "b9999-dirty\nmore\n");
    CHECK(read_folder(folder).build.version == "b9999-dirty");
    folder.write("version.txt", "\n");
    CHECK_THROWS_AS(read_folder(folder), Error);
}

TEST_CASE("a build for another processor is refused", "[host/catalog]") {
    TempDir folder;
    const auto error = error_of([&] { read_folder(fill(folder), Architecture::arm64); });
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::EndsWith("is built for x86_64, not for arm64"));
    folder.write("llama-server", "#!/bin/sh\n");
    CHECK_THAT(error_of([&] { read_folder(folder); }).message(),
               Catch::EndsWith("is not a 64-bit ELF file"));
}

TEST_CASE("a folder without the server is refused", "[host/catalog]") {
    TempDir folder;
    CHECK_THAT(error_of([&] { read_folder(folder); }).message(),
               Catch::EndsWith("has no llama-server"));
}
