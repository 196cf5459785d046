#include "agent/blob_store.hpp"
#include "protocol/error.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

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

void use_long_ago(const std::filesystem::path& file) {
    const timespec long_ago[2] = {{.tv_sec = 1000, .tv_nsec = 0}, {.tv_sec = 1000, .tv_nsec = 0}};
    REQUIRE(::utimensat(AT_FDCWD, file.c_str(), long_ago, 0) == 0);
}

std::vector<std::string> paths_of(const std::vector<StoredFile>& files) {
    std::vector<std::string> paths;
    for (const auto& file : files) paths.push_back(file.path);
    std::sort(paths.begin(), paths.end());
    return paths;
}

TEST_CASE("the least recently used blob makes room", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    push(store, blob("unused"), "unused");
    push(store, blob("used later"), "used later");
    const auto unused = fixture.paths.blobs() / blob("unused").file.sha256;
    use_long_ago(unused);

    BlobStore tight(fixture.paths, Bytes64(100), [](const auto&) { return Bytes64(99); });
    push(tight, blob("new"), "new");
    CHECK_FALSE(tight.has_blob(blob("unused").file.sha256));
    CHECK(tight.has_blob(blob("used later").file.sha256));
}

TEST_CASE("an engine goes as a whole, and the host is told", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const auto program = engine_file("llama-server", "program");
    const auto library = engine_file("lib/libggml.so", "library");
    push(store, program, "program");
    push(store, library, "library");
    push(store, blob("used later"), "used later");
    const auto folder = fixture.paths.engines() / program.engine_id;
    use_long_ago(folder / "llama-server");
    use_long_ago(folder / "lib/libggml.so");

    BlobStore tight(fixture.paths, Bytes64(100), [](const auto&) { return Bytes64(99); });
    const auto upload = tight.receive(blob("new"));
    REQUIRE(upload.begin().evicted.size() == 1);
    CHECK(upload.begin().evicted[0].path == "engines/" + program.engine_id);
    CHECK(upload.begin().evicted[0].size == Bytes64(14));
    CHECK_FALSE(std::filesystem::exists(folder));
    CHECK(tight.has_blob(blob("used later").file.sha256));
}

TEST_CASE("what the host has asked about stays, and so does what is arriving", "[agent]") {
    StoreFixture fixture;
    BlobStore tight(fixture.paths, Bytes64(0), [](const auto&) { return Bytes64(1000); });
    push(tight, blob("a model"), "a model");
    push(tight, engine_file("llama-server", "program"), "program");
    const auto arriving = tight.receive(blob("arriving"));
    FindMissing question;
    question.blobs = {blob("a model").file.sha256};
    question.engine_id = engine_file("llama-server", "").engine_id;
    tight.find_missing(question);

    auto put = blob("large");
    put.file.size = 1001;
    CHECK(code_of([&] { tight.receive(put); }) == ErrorCode::storage_full);
    tight.find_missing(FindMissing());
    CHECK(tight.receive(put).begin().evicted.size() == 1);
}

TEST_CASE("the list names every file with its size and last use", "[agent]") {
    StoreFixture fixture;
    BlobStore store(fixture.paths, Bytes64(100), [](const auto&) { return Bytes64(5000); });
    push(store, blob("a model"), "a model");
    push(store, engine_file("lib/libggml.so", "code"), "code");
    {
        auto cut = store.receive(blob("cut"));
    }
    use_long_ago(fixture.paths.blobs() / blob("a model").file.sha256);
    const auto list = store.list();
    std::vector<std::string> expected{
        "blobs/" + blob("a model").file.sha256, "blobs/" + blob("cut").file.sha256 + ".part",
        "engines/" + engine_file("", "").engine_id + "/lib/libggml.so"};
    std::sort(expected.begin(), expected.end());
    CHECK(paths_of(list.files) == expected);
    CHECK(list.free == Bytes64(5000));
    CHECK(list.reserve == Bytes64(100));
    for (const auto& file : list.files) {
        if (file.path == "blobs/" + blob("a model").file.sha256) {
            CHECK(file.size == Bytes64(7));
            CHECK(file.last_used_s == 1000);
        } else {
            CHECK(list.now_s - file.last_used_s < 1000);
        }
    }

    SECTION("a question about it is a use, of an engine as well") {
        FindMissing question;
        question.blobs = {blob("a model").file.sha256};
        store.find_missing(question);
        for (const auto& file : store.list().files) CHECK(list.now_s - file.last_used_s < 1000);
    }
}

std::string hash_all(BlobStore& store, const std::string& path) {
    Hashed found;
    do {
        found = store.hash({path, found.offset});
    } while (!found.sha256);
    return *found.sha256;
}

TEST_CASE("a changed byte is found though size and time are as before", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const std::string content(33 * k_mebibyte, 'x');  // two pieces
    const auto put = blob(content);
    push(store, put, content);
    const auto path = "blobs/" + put.file.sha256;
    CHECK(hash_all(store, path) == put.file.sha256);

    const auto file = fixture.paths.root / path;
    struct stat status{};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    const int descriptor = ::open(file.c_str(), O_WRONLY);
    REQUIRE(::pwrite(descriptor, "y", 1, 32 * k_mebibyte + 5) == 1);
    ::close(descriptor);
    const timespec times[2] = {status.st_atim, status.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);

    FindMissing question;
    question.blobs = {put.file.sha256};
    CHECK(store.find_missing(question).blobs.empty());  // the index sees no reason to look
    CHECK(hash_all(store, path) != put.file.sha256);
    CHECK(store.find_missing(question).blobs == question.blobs);
}

TEST_CASE("hashing is no use of a file, and one host does it at a time", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    const std::string content(33 * k_mebibyte, 'x');
    const auto put = blob(content);
    push(store, put, content);
    const auto path = "blobs/" + put.file.sha256;
    use_long_ago(fixture.paths.root / path);
    const auto first = store.hash({path, 0});
    CHECK_FALSE(first.sha256);
    CHECK_FALSE(store.hash({path, 0}).sha256);  // the other host
    CHECK(store.hash({path, first.offset}).sha256 == put.file.sha256);
    CHECK(code_of([&] { store.hash({path, first.offset}); }) == ErrorCode::busy);
    CHECK(store.list().files.front().last_used_s == 1000);
}

TEST_CASE("what is removed leaves no empty folder", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    push(store, blob("a model"), "a model");
    push(store, engine_file("lib/libggml.so", "code"), "code");
    store.remove({paths_of(store.list().files)});
    CHECK(store.list().files.empty());
    CHECK(std::filesystem::is_empty(fixture.paths.engines()));
    CHECK(std::filesystem::is_directory(fixture.paths.blobs()));
}

TEST_CASE("only what is listed is hashed or removed, and nothing that is arriving", "[agent]") {
    StoreFixture fixture;
    auto store = fixture.open();
    push(store, blob("a model"), "a model");
    fixture.folder.write("key", "secret");
    for (const auto* path : {"key", "blobs/../key", "blobs", "", "/etc/passwd"}) {
        CAPTURE(path);
        CHECK(code_of([&] { store.hash({path, 0}); }) == ErrorCode::device);
        CHECK(code_of([&] { store.remove({{path}}); }) == ErrorCode::device);
    }
    const auto upload = store.receive(blob("arriving"));
    const auto everything = paths_of(store.list().files);
    CHECK(code_of([&] { store.remove({everything}); }) == ErrorCode::busy);
    CHECK(store.has_blob(blob("a model").file.sha256));
}

}  // namespace
}  // namespace edgebench::agent
