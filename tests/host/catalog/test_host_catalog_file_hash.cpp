#include "host/catalog/file_hash.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;
namespace fs = std::filesystem;

namespace {

// A file that was last written long enough ago for its hash to be remembered.
fs::path old_file(const TempDir& folder, std::string_view content) {
    const auto file = folder.write("file", content);
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(1));
    return file;
}

bool same(const FileHash& a, const FileHash& b) {
    return a.sha256 == b.sha256 && a.xxh3_128 == b.xxh3_128;
}

std::size_t entries(const fs::path& folder) {
    if (!fs::exists(folder)) return 0;
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a file's hashes are SHA-256 and XXH3-128 of its bytes", "[host/catalog]") {
    TempDir folder;
    const auto hash = FileHashes(folder / "cache").hash_of(folder.write("file", "abc"));
    CHECK(hash.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash.xxh3_128 == "06b05ab6733a618578af5f94892f3950");
}

TEST_CASE("an unchanged file is not read again, a changed one is", "[host/catalog]") {
    TempDir folder;
    const FileHashes hashes(folder / "cache");
    const auto file = old_file(folder, "abc");
    const auto first = hashes.hash_of(file);
    REQUIRE(entries(folder / "cache") == 1);

    // Another content behind the same size, time and inode: only a second reading could tell.
    const auto time = fs::last_write_time(file);
    folder.write("file", "xyz");
    fs::last_write_time(file, time);
    CHECK(same(hashes.hash_of(file), first));

    fs::last_write_time(file, time + std::chrono::nanoseconds(1));
    CHECK_FALSE(same(hashes.hash_of(file), first));
}

TEST_CASE("a file that was written just now is not remembered", "[host/catalog]") {
    TempDir folder;
    const FileHashes hashes(folder / "cache");
    hashes.hash_of(folder.write("file", "abc"));
    CHECK(entries(folder / "cache") == 0);
}

TEST_CASE("a damaged or unwritable cache only costs time", "[host/catalog]") {
    TempDir folder;
    const auto file = old_file(folder, "abc");
    const FileHashes hashes(folder / "cache");
    const auto hash = hashes.hash_of(file);
    for (const auto& entry : fs::directory_iterator(folder / "cache")) {
        folder.write("cache/" + entry.path().filename().string(), "nonsense");
    }
    CHECK(same(hashes.hash_of(file), hash));
    CHECK(same(FileHashes(file / "below-a-file").hash_of(file), hash));
}

TEST_CASE("progress is told while a large file is hashed", "[host/catalog]") {
    TempDir folder;
    const auto file = folder.write("file", "");
    constexpr std::int64_t k_size = 130LL << 20;
    fs::resize_file(file, k_size);
    std::vector<std::int64_t> seen;
    FileHashes(folder / "cache").hash_of(file, [&](std::int64_t done, std::int64_t total) {
        CHECK(total == k_size);
        seen.push_back(done);
    });
    CHECK(seen == std::vector<std::int64_t>{64LL << 20, 128LL << 20});
}

TEST_CASE("a file that cannot be read is named", "[host/catalog]") {
    TempDir folder;
    const FileHashes hashes(folder / "cache");
    const auto error = error_of([&] { hashes.hash_of(folder / "none"); });
    CHECK(error.code() == ErrorCode::host);
    CHECK_THAT(error.message(), Catch::Contains((folder / "none").string()));
}
