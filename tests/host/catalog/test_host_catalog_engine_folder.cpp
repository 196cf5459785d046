#include "host/catalog/engine_folder.hpp"
#include "tests/host/catalog/elf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

namespace {

constexpr Target k_here{Platform::gnu_linux, Architecture::x86_64};
constexpr Target k_arm_phone{Platform::android, Architecture::arm64};

EngineFolder read_folder(const std::filesystem::path& folder, Target target = k_here) {
    return read_engine_folder(folder, target, FileHashes({}));
}

std::vector<std::string> names_of(const EngineFolder& engine) {
    std::vector<std::string> names;
    for (const auto& item : engine.files) names.push_back(item.file.path);
    return names;
}

TempDir& fill(TempDir& folder) {
    folder.write("llama-server", linux_elf());
    folder.write("llama-bench", linux_elf());
    folder.write("README.md", "text");
    folder.write("libggml.v0.5.0.so", linux_elf({"libm.so.6"}));
    folder.write("libllama.so.1.2", linux_elf({"libggml.v0.5.0.so"}));
    std::filesystem::create_symlink("libllama.so.1.2", folder / "libllama.so.1");
    return folder;
}

}  // namespace

TEST_CASE("the server and its libraries are taken, other programs are left", "[host/catalog]") {
    TempDir folder;
    const auto engine = read_folder(fill(folder).path());
    CHECK(names_of(engine) == std::vector<std::string>{"libggml.v0.5.0.so", "libllama.so.1",
                                                       "libllama.so.1.2", "llama-server"});
    CHECK(engine.files[0].file.mode == 0644);
    CHECK(engine.files[3].file.mode == 0755);
    CHECK(engine.executable == "llama-server");
    CHECK(engine.build.name == "llama.cpp");
}

TEST_CASE("a link stands for the file behind it", "[host/catalog]") {
    TempDir folder;
    const auto engine = read_folder(fill(folder).path());
    CHECK(engine.files[1].source == std::filesystem::canonical(folder / "libllama.so.1.2"));
    CHECK(engine.files[1].file.sha256 == engine.files[2].file.sha256);
    CHECK(engine.files[1].file.size == engine.files[2].file.size);
}

TEST_CASE("bin and lib of an installation lie in one folder on the phone", "[host/catalog]") {
    const TempDir folder;
    folder.write("llama-b11541/bin/llama-server", android_elf({"libllama.so", "libc.so"}));
    folder.write("llama-b11541/lib/libllama.so", android_elf());
    folder.write("llama-b11541/lib/libggml-htp-v79.so", hexagon_elf());
    folder.write("llama-b11541/lib/cmake/x.cmake", "");
    const auto engine = read_folder(folder.path(), k_arm_phone);
    CHECK(names_of(engine) ==
          std::vector<std::string>{"libggml-htp-v79.so", "libllama.so", "llama-server"});
    CHECK(engine.build.version == "b11541");
    CHECK(target_of_folder(folder.path()) == k_arm_phone);
    folder.write("llama-b11541/bin/libllama.so", android_elf());
    CHECK_THAT(error_of([&] { read_folder(folder.path(), k_arm_phone); }).message(),
               Catch::StartsWith("the engine has two files libllama.so: "));
}

TEST_CASE("an engine's id changes with a byte, a name and nothing else", "[host/catalog]") {
    TempDir folder, same, other;
    const auto id = read_folder(fill(folder).path()).build.id;
    CHECK(is_sha256_hex(id));
    CHECK(read_folder(fill(same).path()).build.id == id);
    same.write("llama-bench", "changed");
    CHECK(read_folder(same.path()).build.id == id);
    fill(other).write("llama-server", linux_elf() + "x");
    CHECK(read_folder(other.path()).build.id != id);
    std::filesystem::rename(same / "libllama.so.1", same / "libllama.so.2");
    CHECK(read_folder(same.path()).build.id != id);
}

TEST_CASE("an engine's id is the hash of a list that anyone can write", "[host/catalog]") {
    EngineFile file;
    file.path = "llama-server";
    file.mode = 0755;
    file.sha256 = std::string(64, 'a');
    // SHA-256 of "llama-server", NUL, "755", NUL, 64 times "a", line feed.
    CHECK(engine_id({file}) == "09900db7e50c54453a9e09bc888f29867ad47f8425ec8d31b21839d0856b4f4e");
}

TEST_CASE("a version stands in version.txt, else in the folder's name", "[host/catalog]") {
    TempDir folder;
    CHECK(read_folder(fill(folder).path()).build.version == "unknown");
    folder.write("version.txt", "b9999-dirty\nmore\n");
    CHECK(read_folder(folder.path()).build.version == "b9999-dirty");
    folder.write("version.txt", "\n");
    CHECK_THROWS_AS(read_folder(folder.path()), Error);
    CHECK(release_in("llama-b11541-bin-android-arm64.tar.gz") == "b11541");
    CHECK(release_in("llama.cpp-v0.5.0-x86_64-3c06aea53c90") == "v0.5.0");
    CHECK(release_in("llama-b11541") == "b11541");
    CHECK(release_in("llama.cpp").empty());
    CHECK(release_in("build-b1234").empty());
}

TEST_CASE("the libraries of an engine tell its backends", "[host/catalog]") {
    CHECK(backends_of({"libggml-base.so", "libggml-cpu-android_armv8.2_1.so", "libggml-htp-v79.so",
                       "libggml-hexagon.so", "libggml-opencl.so", "libggml.so", "libllama.so"}) ==
          std::vector<std::string>{"cpu", "hexagon", "opencl"});
    CHECK(backends_of({"llama-server"}).empty());
}

TEST_CASE("a folder whose server is none is refused", "[host/catalog]") {
    TempDir folder;
    CHECK_THAT(error_of([&] { read_folder(folder.path()); }).message(),
               Catch::EndsWith("has no llama-server"));
    const auto error = error_of([&] { read_folder(fill(folder).path(), k_arm_phone); });
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::EndsWith("is built for x86_64, not for arm64"));
    folder.write("llama-server", "#!/bin/sh\n");
    CHECK_THAT(error_of([&] { read_folder(folder.path()); }).message(),
               Catch::EndsWith("is not an ELF file"));
}
