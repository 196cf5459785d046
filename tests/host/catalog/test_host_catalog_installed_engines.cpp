#include "host/catalog/choose_engine.hpp"
#include "host/catalog/installed_engines.hpp"
#include "tests/host/catalog/archive_builder.hpp"
#include "tests/host/catalog/elf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace edgebench;
using namespace edgebench::test;
namespace fs = std::filesystem;

namespace {

constexpr Target k_arm64_phone{Platform::android, Architecture::arm64};
constexpr Target k_pc{Platform::gnu_linux, Architecture::x86_64};
const FileHashes k_no_memory({});

// As llama.cpp packs its Android release: one folder, everything in it.
fs::path release(const TempDir& folder, const std::string& tag = "b11541") {
    const auto file = folder / ("llama-" + tag + "-bin-android-arm64.tar.gz");
    const auto top = "./llama-" + tag + "/";
    ArchiveBuilder builder(file);
    builder.folder(top).file(top + "LICENSE", "MIT");
    builder.file(top + "llama-server", android_elf({"libllama.so", "libc.so"}));
    builder.file(top + "llama-bench", android_elf());
    builder.file(top + "libllama.so", android_elf({"libggml-base.so", "libc.so"}));
    builder.file(top + "libggml-base.so", android_elf());
    builder.file(top + "libggml-cpu-android_armv8.2_1.so", android_elf({"libggml-base.so"}));
    return file;
}

// As it packs the Snapdragon one: bin/ and lib/, code for the Hexagon processor among them.
fs::path snapdragon_release(const TempDir& folder) {
    const auto file = folder / "llama-b11541-bin-android-arm64-snapdragon.tar.gz";
    const std::string top = "./llama-b11541/";
    ArchiveBuilder builder(file);
    builder.file(top + "bin/llama-server", android_elf({"libllama.so", "libc.so"}));
    builder.file(top + "lib/libllama.so", android_elf());
    builder.file(top + "lib/libggml-opencl.so", android_elf({"libOpenCL.so", "libc.so"}));
    builder.file(top + "lib/libggml-hexagon.so", android_elf());
    builder.file(top + "lib/libggml-htp-v79.so", hexagon_elf());
    builder.file(top + "include/llama.h", "");
    return file;
}

fs::path linux_folder(const TempDir& folder) {
    folder.write("build/bin/llama-server", linux_elf({"libllama.so.0", "libc.so.6"}));
    folder.write("build/bin/libllama.so.0", linux_elf());
    return folder / "build";
}

Paths paths_in(const TempDir& folder, std::map<std::string, std::string> environment = {}) {
    environment["XDG_DATA_HOME"] = folder / "data";
    environment["XDG_CACHE_HOME"] = folder / "cache";
    environment["EDGEBENCH_CONFIGS"] = EDGEBENCH_SOURCE "/configs";
    return Paths(
        [environment](const std::string& name) {
            const auto found = environment.find(name);
            return found == environment.end() ? std::nullopt : std::optional(found->second);
        },
        "/usr/bin/edgebench");
}

std::vector<std::string> entries_of(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

TEST_CASE("a release's archive becomes an engine of the files that a phone needs",
          "[host/catalog]") {
    const TempDir folder;
    const auto root = folder / "engines";
    const auto engine = install_engine({release(folder), "", "b11541", {}, {}}, root);
    CHECK(engine.manifest.name == "llama.cpp-b11541-android-arm64");
    CHECK(entries_of(root) == std::vector<std::string>{"llama.cpp-b11541-android-arm64"});
    CHECK(entries_of(engine.folder) == std::vector<std::string>{"engine.toml", "libggml-base.so",
                                                                "libggml-cpu-android_armv8.2_1.so",
                                                                "libllama.so", "llama-server"});
    const auto listed = installed_engines(root);
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].manifest.target == k_arm64_phone);
    const auto read = read_installed_engine(listed[0], k_no_memory);
    CHECK(read.build.version == "b11541");
    CHECK(read.build.id == engine.manifest.id);
    CHECK(read.notes.empty());
}

TEST_CASE("a removed engine is gone, and no other", "[host/catalog]") {
    const TempDir folder;
    const auto root = folder / "engines";
    const auto engine = install_engine({release(folder), "", "b11541", {}, {}}, root);
    install_engine({release(folder), "other", "b11541", {}, {}}, root);
    remove_engine(engine);
    CHECK(entries_of(root) == std::vector<std::string>{"other"});
}

TEST_CASE("what a killed installation left is removed by a later one", "[host/catalog]") {
    const TempDir folder;
    const auto root = folder / "engines";
    fs::create_directories(root / ".part-killed");
    fs::create_directories(root / ".part-at-work");
    fs::last_write_time(root / ".part-killed",
                        fs::file_time_type::clock::now() - std::chrono::hours(25));
    install_engine({release(folder), "mine", "b11541", {}, {}}, root);
    CHECK(entries_of(root) == std::vector<std::string>{".part-at-work", "mine"});
}

TEST_CASE("the Snapdragon release's bin and lib become one folder", "[host/catalog]") {
    const TempDir folder;
    const auto engine =
        install_engine({snapdragon_release(folder), "s", "", {}, {}}, folder / "engines");
    CHECK(engine.manifest.version == "b11541");
    CHECK(engine.manifest.files.count("libggml-htp-v79.so") == 1);
    CHECK(engine.manifest.files.count("llama-server") == 1);
    CHECK(read_installed_engine(engine, k_no_memory).notes ==
          std::vector<std::string>{"needs of the device itself: libOpenCL.so"});
}

TEST_CASE("what is not whole or not meant leaves nothing behind", "[host/catalog]") {
    const TempDir folder;
    const auto root = folder / "engines";
    const auto archive = release(folder);
    const std::string hash(64, 'a');
    const auto wrong = error_of([&] { install_engine({archive, "x", "", {}, hash}, root); });
    CHECK(wrong.code() == ErrorCode::integrity);
    CHECK_THAT(wrong.message(),
               Catch::StartsWith("the archive " + archive.string() + " has the SHA-256 ") &&
                   Catch::EndsWith(", that of x is " + hash));
    CHECK_THAT(error_of([&] { install_engine({archive, "x", "", k_pc, {}}, root); }).message(),
               Catch::EndsWith("holds an engine for android-arm64, not for linux-x86_64"));
    CHECK(error_of([&] { install_engine({archive, "../x", "", {}, {}}, root); }).code() ==
          ErrorCode::usage);
    fs::resize_file(archive, fs::file_size(archive) / 2);
    CHECK(error_of([&] { install_engine({archive, "x", "", {}, {}}, root); }).code() ==
          ErrorCode::integrity);
    CHECK(entries_of(root).empty());
}

TEST_CASE("a file that was changed, removed or added is named", "[host/catalog]") {
    const TempDir folder;
    const auto root = folder / "engines";
    const EngineOrigin origin{release(folder), "x", "", {}, {}};
    const auto engine = install_engine(origin, root);
    const auto reading = [&] {
        return error_of([&] { read_installed_engine(engine, k_no_memory); }).message();
    };
    const auto server = engine.folder / "llama-server";
    const auto content = read_text(server);
    folder.write("engines/x/llama-server", content + "x");
    CHECK(reading() ==
          "the engine x is not what was installed: " + server.string() + " has other bytes");
    fs::remove(server);
    CHECK_THAT(reading(), Catch::EndsWith(server.string() + " is missing"));
    folder.write("engines/x/llama-server", content);
    CHECK_NOTHROW(read_installed_engine(engine, k_no_memory));
    folder.write("engines/x/libnew.so", android_elf());
    CHECK_THAT(reading(), Catch::EndsWith("libnew.so was added"));
    CHECK(install_engine(origin, root).manifest.id == engine.manifest.id);  // mends it
    CHECK_NOTHROW(read_installed_engine(engine, k_no_memory));
}

TEST_CASE("an engine keeps its name against another one", "[host/catalog]") {
    const TempDir folder;
    const auto root = folder / "engines";
    const auto first = install_engine({release(folder), "x", "", {}, {}}, root);
    CHECK_NOTHROW(install_engine({release(folder), "x", "", {}, {}}, root));
    const auto error =
        error_of([&] { install_engine({snapdragon_release(folder), "x", "", {}, {}}, root); });
    CHECK_THAT(error.message(), Catch::StartsWith("another engine is installed as x, from "));
    CHECK(installed_engines(root).at(0).manifest.id == first.manifest.id);
}

TEST_CASE("a device gets what was asked for, else the environment's, else the one installed last",
          "[host/catalog]") {
    const TempDir folder;
    const auto paths = paths_in(folder);
    const auto choose = [&](const Paths& from, Target target, std::optional<std::string> wanted) {
        return choose_engine(from, target, wanted, k_no_memory).build.version;
    };
    install_engine({release(folder, "b300"), "a", "", {}, {}}, paths.engines());
    install_engine({release(folder, "b200"), "b", "", {}, {}}, paths.engines());
    install_engine({linux_folder(folder), "pc", "mine", {}, {}}, paths.engines());
    CHECK(choose(paths, k_arm64_phone, {}) == "b200");
    CHECK(choose(paths, k_arm64_phone, "a") == "b300");
    CHECK(choose(paths, k_pc, {}) == "mine");
    CHECK(choose(paths, k_pc, linux_folder(folder).string()) == "unknown");
    const auto own = paths_in(folder, {{"EDGEBENCH_ENGINE_DIR", linux_folder(folder).string()}});
    CHECK(choose(own, k_pc, {}) == "unknown");
    CHECK(choose(own, k_pc, "pc") == "mine");
    CHECK(error_of([&] { choose(paths, k_pc, "a"); }).message() ==
          "the engine a is for android-arm64, the device is linux-x86_64");
}

TEST_CASE("without an engine the next step is said", "[host/catalog]") {
    const TempDir folder;
    const auto paths = paths_in(folder);
    const auto choosing = [&](Target target, std::optional<std::string> wanted) {
        return error_of([&] { choose_engine(paths, target, wanted, k_no_memory); });
    };
    CHECK(choosing(k_arm64_phone, {}).message() ==
          "there is no inference engine for android-arm64");
    CHECK(choosing(k_arm64_phone, {}).hint() ==
          "Run `edgebench engines install llama.cpp-b11541-android-arm64`.");
    CHECK_THAT(choosing({Platform::android, Architecture::x86_64}, {}).hint(),
               Catch::StartsWith("Run `edgebench engines add FOLDER`"));
    CHECK(choosing(k_arm64_phone, "llama.cpp-b11118-android-arm64").message() ==
          "the engine llama.cpp-b11118-android-arm64 is not installed");
    CHECK(choosing(k_arm64_phone, "none").message() == "there is no engine and no folder 'none'");
}

TEST_CASE("the newest release comes first, by its number", "[host/catalog]") {
    const TempDir folder;
    for (const char* tag : {"b9999", "b11118", "b11541"}) {
        folder.write("configs/engines/llama.cpp-" + std::string(tag) + ".toml",
                     "name = \"llama.cpp-" + std::string(tag) +
                         "\"\nengine = \"llama.cpp\"\nversion = \"" + tag +
                         "\"\nsource = \"s\"\ndownload = \"https://x\"\n[[archive]]\n"
                         "target = \"android-arm64\"\nfile = \"f\"\nbackends = \"cpu\"\n");
    }
    const Paths paths(
        [&](const std::string& name) {
            return name == "EDGEBENCH_CONFIGS" ? std::optional((folder / "configs").string())
                                               : std::nullopt;
        },
        "/usr/bin/edgebench");
    std::vector<std::string> versions;
    for (const auto& archive : engine_archives(paths)) versions.push_back(archive.version);
    CHECK(versions == std::vector<std::string>{"b11541", "b11118", "b9999"});
}
