#include "host/catalog/archive.hpp"
#include "tests/host/catalog/archive_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace edgebench;
using namespace edgebench::test;
namespace fs = std::filesystem;

namespace {

// An archive as `fill` makes it, and what comes of it in a folder of its own.
struct Case {
    explicit Case(const std::function<void(ArchiveBuilder&)>& fill, const char* name = "x.tar.gz")
        : file(folder / name), unpacked(folder / "unpacked") {
        ArchiveBuilder builder(file);
        fill(builder);
        fs::create_directory(unpacked);
    }
    std::string refusal(const ArchiveLimits& limits = {}) const {
        const auto error = error_of([&] { unpack_archive(file, unpacked, limits); });
        CHECK(error.code() == ErrorCode::integrity);
        CHECK_THAT(error.message(), Catch::StartsWith("the archive " + file.string() + " "));
        return error.message().substr(("the archive " + file.string() + " ").size());
    }

    TempDir folder;
    fs::path file, unpacked;
};

}  // namespace

TEST_CASE("files, folders and links beside a file are unpacked", "[host/catalog]") {
    for (const char* name : {"x.tar.gz", "x.zip"}) {
        const Case archive(
            [](ArchiveBuilder& builder) {
                builder.folder("llama-b1/").file("./llama-b1/libllama.so.0", "library");
                builder.link("llama-b1/libllama.so", "libllama.so.0");
                builder.file("llama-b1/deep/er/file", std::string(200'000, 'x'));
            },
            name);
        unpack_archive(archive.file, archive.unpacked);
        CHECK(read_text(archive.unpacked / "llama-b1/libllama.so") == "library");
        CHECK(fs::file_size(archive.unpacked / "llama-b1/deep/er/file") == 200'000);
    }
}

TEST_CASE("a name that leaves the folder is refused", "[host/catalog]") {
    for (const char* name : {"/etc/x", "../x", "a/../../x", "a/..", "..", "a\\..\\x"}) {
        const Case archive([&](ArchiveBuilder& builder) { builder.file(name, "x"); });
        CHECK(archive.refusal() ==
              "has an entry whose name leaves its folder: '" + std::string(name) + "'");
        CHECK_FALSE(fs::exists(archive.folder / "x"));
    }
}

TEST_CASE("a link elsewhere than to a name beside it is refused", "[host/catalog]") {
    for (const char* to : {"/etc/passwd", "../x", "..", ".", "a/b", "b/../../c"}) {
        const Case archive([&](ArchiveBuilder& builder) { builder.link("a/link", to); });
        CHECK(archive.refusal() ==
              "has a link that leaves its folder: 'a/link' -> '" + std::string(to) + "'");
    }
}

TEST_CASE("nothing is written through a link or over a file", "[host/catalog]") {
    const Case through([](ArchiveBuilder& builder) {
        builder.file("target", "kept").link("link", "target").file("link", "changed");
    });
    CHECK(through.refusal() == "holds 'link' twice");
    CHECK(read_text(through.unpacked / "target") == "kept");
    const Case over([](ArchiveBuilder& builder) { builder.file("a", "1").file("./a", "2"); });
    CHECK(over.refusal() == "holds 'a' twice");
    const Case below([](ArchiveBuilder& builder) { builder.file("a", "1").file("a/b", "2"); });
    CHECK_THAT(below.refusal(), Catch::StartsWith("cannot be unpacked to "));
}

TEST_CASE("devices and hard links are refused", "[host/catalog]") {
    const Case device([](ArchiveBuilder& builder) { builder.device("null"); });
    CHECK(device.refusal() == "has something else than files, folders and links: 'null'");
    const Case link([](ArchiveBuilder& builder) { builder.hard_link("x", "/etc/passwd"); });
    CHECK(link.refusal() == "has a hard link: 'x'");
}

TEST_CASE("an archive that unpacks to too much is given up in time", "[host/catalog]") {
    const Case archive([](ArchiveBuilder& builder) {
        builder.file("zeros", std::string(1 << 20, '\0')).file("b", "b").file("c", "c");
    });
    CHECK(archive.refusal({.most_entries = 10, .most_bytes = 100'000}) ==
          "unpacks to more than 100000 bytes");
    CHECK(fs::file_size(archive.unpacked / "zeros") <= 100'000);
    const Case many(
        [](ArchiveBuilder& builder) { builder.file("a", "a").file("b", "b").file("c", "c"); });
    CHECK(many.refusal({.most_entries = 2, .most_bytes = 100}) == "holds more than 2 files");
}

TEST_CASE("what is cut, empty or no archive is told apart from a missing one", "[host/catalog]") {
    const Case archive([](ArchiveBuilder& builder) {
        std::string noise;
        for (std::uint32_t i = 1; noise.size() < 300'000; i = i * 1664525 + 1013904223) {
            noise += static_cast<char>(i >> 24);
        }
        builder.file("noise", noise);
    });
    fs::resize_file(archive.file, fs::file_size(archive.file) / 2);
    CHECK(archive.refusal() == "cannot be read: truncated gzip input");
    const Case nothing([](ArchiveBuilder&) {});
    CHECK(nothing.refusal() == "is empty");
    const TempDir folder;
    const auto text = folder.write("text.tar.gz", "<html>404</html>");
    CHECK_THAT(error_of([&] { unpack_archive(text, folder / "x"); }).message(),
               Catch::Contains("cannot be read: Unrecognized archive format"));
    const auto missing = error_of([&] { unpack_archive(folder / "none.zip", folder / "x"); });
    CHECK(missing.code() == ErrorCode::configuration);
    CHECK(missing.message() == "there is no archive " + (folder / "none.zip").string());
}
