#include "agent/blob_store.hpp"
#include "protocol/error.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>

namespace edgebench::agent {
namespace {

struct StoreFixture {
    StoreFixture() { prepare(paths); }

    BlobStore open(Bytes64 reserve = Bytes64(0)) const { return BlobStore(paths, reserve); }

    test::TempDir folder;
    Paths paths{folder.path()};
};

PutContent blob(std::string_view content) {
    PutContent put;
    put.file.size = static_cast<std::int64_t>(content.size());
    put.file.sha256 = to_hex(sha256(content));
    put.file.xxh3_128 = xxh3_128(view(content));
    return put;
}

PutContent engine_file(std::string path, std::string_view content) {
    auto put = blob(content);
    put.engine_id = to_hex(sha256(std::string_view("an engine")));
    put.file.path = std::move(path);
    put.file.mode = 0755;
    return put;
}

void push(BlobStore& store, const PutContent& put, std::string_view content) {
    auto upload = store.receive(put);
    upload.write(view(content).subspan(static_cast<std::size_t>(upload.offset())));
    upload.finish();
}

ErrorCode code_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

TEST_CASE("a blob is missing until it has been pushed", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const auto put = blob("a model");
    FindMissing question;
    question.blobs = {put.file.sha256};
    CHECK(store.find_missing(question).blobs == question.blobs);
    push(store, put, "a model");
    CHECK(store.find_missing(question).blobs.empty());
    CHECK(test::read_text(fixture.paths.blobs() / put.file.sha256) == "a model");

    SECTION("another store finds it as well") {
        CHECK(fixture.open().find_missing(question).blobs.empty());
    }
    SECTION("pushing it again needs no bytes") {
        auto upload = store.receive(put);
        CHECK(upload.offset() == put.file.size);
        upload.finish();
    }
    SECTION("it is missing again when somebody changed the file") {
        fixture.folder.write("blobs/" + put.file.sha256, "another model");
        CHECK(store.find_missing(question).blobs == question.blobs);
    }
}

TEST_CASE("an upload that broke off goes on where it ended", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const std::string content(300'000, 'x');
    const auto put = blob(content);
    {
        auto upload = store.receive(put);
        CHECK(upload.offset() == 0);
        upload.write(view(content).first(180'000));
    }
    auto again = fixture.open();
    auto upload = again.receive(put);
    CHECK(upload.offset() == 180'000);
    upload.write(view(content).subspan(180'000));
    upload.finish();
    CHECK(again.has_blob(put.file.sha256));
}

TEST_CASE("a wrong byte makes the upload start anew", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const auto put = blob("a model");
    CHECK(code_of([&] { push(store, put, "a modem"); }) == ErrorCode::integrity);
    CHECK_FALSE(store.has_blob(put.file.sha256));
    CHECK(store.receive(put).offset() == 0);
}

TEST_CASE("one file arrives on one connection at a time", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const auto put = blob("a model");
    auto first = std::make_optional(store.receive(put));
    CHECK(code_of([&] { store.receive(put); }) == ErrorCode::busy);
    first.reset();
    push(store, put, "a model");
}

TEST_CASE("an engine's file gets its place and its mode", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const auto put = engine_file("lib/libggml.so", "code");
    FindMissing question;
    question.engine_id = put.engine_id;
    question.engine_files = {put.file};
    CHECK(store.find_missing(question).engine_paths == std::vector<std::string>{"lib/libggml.so"});
    push(store, put, "code");
    CHECK(store.find_missing(question).engine_paths.empty());
    CHECK(store.has_engine_file(put.engine_id, "lib/libggml.so"));
    struct stat status{};
    const auto path = fixture.paths.engines() / put.engine_id / "lib/libggml.so";
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0755);
}

TEST_CASE("names that lead elsewhere are refused", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    for (const auto* path :
         {"", "/etc/passwd", "../key", "a/../../key", "./a", "a/", "a.part", "a\nb", "a\\b"}) {
        CAPTURE(path);
        CHECK(code_of([&] { store.receive(engine_file(path, "x")); }) == ErrorCode::protocol);
    }
    auto put = blob("x");
    put.file.sha256 = "../key";
    CHECK(code_of([&] { store.receive(put); }) == ErrorCode::protocol);
    put = engine_file("a", "x");
    put.engine_id = "..";
    CHECK(code_of([&] { store.receive(put); }) == ErrorCode::protocol);
}

TEST_CASE("without room the upload is refused and nothing is thrown away", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    push(store, blob("old"), "old");
    BlobStore full(fixture.paths, Bytes64(100), [](const auto&) { return Bytes64(50); });
    CHECK(code_of([&] { full.receive(blob("new")); }) == ErrorCode::storage_full);
    CHECK(full.has_blob(blob("old").file.sha256));
}

TEST_CASE("the least recently used blob makes room", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    push(store, blob("unused"), "unused");
    push(store, blob("used later"), "used later");
    const auto unused = fixture.paths.blobs() / blob("unused").file.sha256;
    const timespec long_ago[2] = {{.tv_sec = 1000, .tv_nsec = 0}, {.tv_sec = 1000, .tv_nsec = 0}};
    REQUIRE(::utimensat(AT_FDCWD, unused.c_str(), long_ago, 0) == 0);

    BlobStore tight(fixture.paths, Bytes64(100), [](const auto&) { return Bytes64(99); });
    push(tight, blob("new"), "new");
    CHECK_FALSE(tight.has_blob(blob("unused").file.sha256));
    CHECK(tight.has_blob(blob("used later").file.sha256));
}

}  // namespace
}  // namespace edgebench::agent
