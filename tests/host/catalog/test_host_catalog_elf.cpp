#include "host/catalog/elf.hpp"
#include "host/catalog/engine_libraries.hpp"
#include "tests/host/catalog/elf_builder.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace edgebench;
using namespace edgebench::test;

namespace {

constexpr Target k_phone{Platform::android, Architecture::arm64};
constexpr Target k_laptop{Platform::gnu_linux, Architecture::x86_64};

ElfFile parse(const std::string& file) {
    const auto read = [&](std::uint64_t offset, std::size_t size) {
        const auto part = view(offset < file.size() ? std::string_view(file).substr(offset, size)
                                                    : std::string_view());
        return Bytes(part.begin(), part.end());
    };
    return parse_elf(read, "file");
}

Error refusal(const EngineBinaries& binaries, Target target) {
    return error_of([&] { check_engine_libraries(binaries, target, "engine"); });
}

}  // namespace

TEST_CASE("an Android program says its loader, its libraries and its page size", "[host/catalog]") {
    const auto elf = parse(android_elf({"libllama.so", "libc.so"}));
    CHECK(elf.machine == k_machine_arm64);
    CHECK(elf.interpreter == "/system/bin/linker64");
    CHECK(elf.needed == std::vector<std::string>{"libllama.so", "libc.so"});
    CHECK(elf.android_note);
    CHECK(elf.page_size == 0x4000);
    CHECK(platform_of(elf) == Platform::android);
}

TEST_CASE("a library tells its platform by a note or by its C library", "[host/catalog]") {
    CHECK(platform_of(parse(linux_elf())) == Platform::gnu_linux);
    CHECK(platform_of(parse(ElfBuilder({62, "", {"libc.so.6"}, false, 1}).build())) ==
          Platform::gnu_linux);
    CHECK(platform_of(parse(ElfBuilder({183, "", {"libc.so"}, false, 1}).build())) ==
          Platform::android);
    CHECK(platform_of(parse(ElfBuilder({183, "", {}, true, 1}).build())) == Platform::android);
    CHECK_FALSE(platform_of(parse(ElfBuilder({183, "", {}, false, 1}).build())));
}

TEST_CASE("this very program is read as what it is", "[host/catalog][native]") {
    const auto elf = read_elf(std::filesystem::canonical("/proc/self/exe"));
    CHECK(elf.is_64_bit);
    CHECK(platform_of(elf) == Platform::gnu_linux);
    CHECK(std::find(elf.needed.begin(), elf.needed.end(), "libc.so.6") != elf.needed.end());
}

TEST_CASE("a file that was cut is refused wherever that was", "[host/catalog]") {
    const auto whole = android_elf({"libllama.so"});
    std::size_t refused = 0;
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
        try {
            parse(whole.substr(0, size));
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::configuration);
            ++refused;
        }
    }
    // The end marker of its list of libraries may be missing, nothing else.
    CHECK(refused >= whole.size() - 33);
}

TEST_CASE("a build for another processor or C library is refused in words", "[host/catalog]") {
    const auto arm = parse(android_elf());
    const auto linux = parse(linux_elf());
    const auto linux_arm =
        parse(ElfBuilder({183, "/lib/ld-linux-aarch64.so.1", {"libc.so.6"}, false, 1}).build());
    CHECK(refusal({{"llama-server", linux}}, k_phone).message() ==
          "engine/llama-server is built for x86_64, not for arm64");
    CHECK(refusal({{"llama-server", linux_arm}}, k_phone).message() ==
          "engine/llama-server is built for Linux with glibc, not for Android");
    CHECK(refusal({{"llama-server", arm}}, {Platform::gnu_linux, Architecture::arm64}).message() ==
          "engine/llama-server is built for Android, not for Linux with glibc");
    CHECK(refusal({{"llama-server", linux}}, k_phone).hint() ==
          "Take an engine for android-arm64: `edgebench engines list`.");
}

TEST_CASE("a library that nobody has is refused, the phone's own are named", "[host/catalog]") {
    EngineBinaries binaries{{"llama-server", parse(android_elf({"libllama.so", "libc.so"}))},
                            {"libllama.so", parse(android_elf({"libc++_shared.so", "libm.so"}))},
                            {"libggml-opencl.so", parse(android_elf({"libOpenCL.so"}))},
                            {"libggml-htp-v79.so", parse(hexagon_elf())}};
    const auto error = refusal(binaries, k_phone);
    CHECK(error.message() ==
          "engine/libllama.so needs libc++_shared.so, which is neither beside it nor a part of "
          "Android");
    CHECK_THAT(error.hint(), Catch::Contains("NDK"));
    binaries["libc++_shared.so"] = parse(android_elf({"libc.so", "libdl.so"}));
    CHECK(check_engine_libraries(binaries, k_phone, "engine") ==
          std::vector<std::string>{"needs of the device itself: libOpenCL.so"});
    CHECK(check_engine_libraries({{"x", parse(linux_elf({"libc.so.6", "libssl.so.3"}))}}, k_laptop,
                                 "engine") ==
          std::vector<std::string>{"needs of the device itself: libssl.so.3"});
}

TEST_CASE("pages of 4 KiB are told, because newer phones have 16 KiB", "[host/catalog]") {
    const EngineBinaries binaries{{"a.so", parse(android_elf({"libc.so"}, 0x1000))},
                                  {"b.so", parse(android_elf())}};
    CHECK(check_engine_libraries(binaries, k_phone, "engine") ==
          std::vector<std::string>{"does not load on phones with 16 KiB pages: a.so"});
}
