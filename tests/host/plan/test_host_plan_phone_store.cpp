#include "host/plan/phone_store.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

const std::string k_old(64, 'a');
const std::string k_new(64, 'b');
const std::string k_engine(64, 'c');

StoredFile file(std::string path, std::int64_t size, std::int64_t last_used_s) {
    return {
        .path = std::move(path), .size = Bytes64(size), .mode = 0644, .last_used_s = last_used_s};
}

FileList sample_list() {
    FileList list;
    list.now_s = 1'000'000;
    list.files = {file("blobs/" + k_new, 100, 900'000), file("blobs/" + k_old, 40, 100'000),
                  file("engines/" + k_engine + "/lib/libggml.so", 3, 200'000),
                  file("engines/" + k_engine + "/llama-server", 2, 500'000)};
    return list;
}

std::vector<std::string> ids(const std::vector<StoredContent>& contents) {
    std::vector<std::string> list;
    for (const auto& content : contents) list.push_back(content.id);
    return list;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("files are models and engines, the least recently used first", "[host/plan]") {
    const auto store = phone_store(sample_list());
    CHECK(ids(store.contents) == Ids{k_old, k_engine, k_new});
    const auto& engine = store.contents[1];
    CHECK(engine.kind == ContentKind::engine);
    CHECK(engine.size == Bytes64(5));
    CHECK(engine.last_used_s == 500'000);
    CHECK(engine.files.size() == 2);
    CHECK_FALSE(engine.partial);
}

TEST_CASE("a part of a file makes its content partial", "[host/plan]") {
    FileList list;
    list.files = {file("blobs/" + k_old + ".part", 1, 1),
                  file("engines/" + k_engine + "/llama-server.part", 1, 2)};
    const auto store = phone_store(list);
    CHECK(ids(store.contents) == Ids{k_old, k_engine});
    for (const auto& content : store.contents) CHECK(content.partial);
}

TEST_CASE("a file that no store has is refused", "[host/plan]") {
    for (const std::string& path : std::vector<std::string>{
             "key", "blobs/x", "blobs/" + k_old + "/x", "engines/" + k_engine, "engines/../key",
             "engines/" + k_engine.substr(1) + "/x", std::string()}) {
        CAPTURE(path);
        FileList list;
        list.files = {file(path, 1, 1)};
        CHECK_THROWS_AS(phone_store(list), Error);
    }
}

TEST_CASE("what is kept is what was used last", "[host/plan]") {
    const auto store = phone_store(sample_list());
    CHECK(ids(chosen_to_go(store, {.keep = Bytes64(145)})).empty());
    CHECK(ids(chosen_to_go(store, {.keep = Bytes64(144)})) == Ids{k_old});
    CHECK(ids(chosen_to_go(store, {.keep = Bytes64(100)})) == Ids{k_old, k_engine});
    CHECK(ids(chosen_to_go(store, {.keep = Bytes64(0)})) == Ids{k_old, k_engine, k_new});
    CHECK(chosen_to_go(store, {}).empty());
}

TEST_CASE("what was not used for so long goes", "[host/plan]") {
    const auto store = phone_store(sample_list());
    CHECK(ids(chosen_to_go(store, {.unused_for = Seconds(900'000)})) == Ids{k_old});
    CHECK(ids(chosen_to_go(store, {.unused_for = Seconds(500'000)})) == Ids{k_old, k_engine});
    CHECK(ids(chosen_to_go(store, {.keep = Bytes64(100), .unused_for = Seconds(900'000)})) ==
          Ids{k_old, k_engine});
}

TEST_CASE("what the plan that runs needs stays", "[host/plan]") {
    auto list = sample_list();
    list.files[1].in_use = true;
    list.files[2].in_use = true;  // one file of the engine
    CHECK(ids(chosen_to_go(phone_store(list), {.keep = Bytes64(0)})) == Ids{k_new});
}
