#include "host/fetch/answer.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace edgebench::fetch {
namespace {

AnswerReader read(const std::vector<std::string>& lines) {
    AnswerReader reader;
    for (const auto& line : lines) reader.take(line + "\r\n");
    return reader;
}

const std::string k_hash(64, 'a');

}  // namespace

TEST_CASE("a Content-Range says which bytes of how many", "[fetch]") {
    CHECK(parse_content_range("bytes 0-99/1000") == ContentRange{0, 99, 1000});
    CHECK(parse_content_range("Bytes 999-999/1000") == ContentRange{999, 999, 1000});
}

TEST_CASE("a Content-Range that contradicts itself is none", "[fetch]") {
    for (const auto* text :
         {"", "bytes", "bytes ", "bytes 0-1000/1000", "bytes 5-4/1000", "bytes */1000",
          "bytes 0-99/*", "bytes -5/10", "bytes 0-/10", "items 0-9/10", "bytes 0-9", "bytes 0-9/",
          "bytes 0-9/99999999999999999999", "bytes 0-9/10 ", "bytes 0x0-9/10", "bytes 0/5-9"}) {
        INFO(text);
        CHECK(!parse_content_range(text));
    }
}

TEST_CASE("the last answer counts, and how many redirects led to it", "[fetch]") {
    const auto reader =
        read({"HTTP/1.1 302 Found", "ETag: \"first\"", "Location: /x", "", "HTTP/1.1 206 Partial",
              "Content-Range: bytes 0-9/10", "etag:\t\"second\" ", "content-length: 10", ""});
    CHECK(reader.answer().status == 206);
    CHECK(reader.answer().redirects == 1);
    CHECK(reader.answer().etag == "\"second\"");
    CHECK(reader.answer().content_length == 10);
    CHECK(reader.answer().range == ContentRange{0, 9, 10});
}

TEST_CASE("only a strong entity tag is kept", "[fetch]") {
    for (const auto* tag : {"W/\"weak\"", "bare", "\"", "\"\"", "\"a b\"", "\"a\"b\""}) {
        INFO(tag);
        CHECK(read({"HTTP/1.1 200 OK", "ETag: " + std::string(tag), ""}).answer().etag.empty());
    }
}

TEST_CASE("the hash that the redirect announces outlives it", "[fetch]") {
    const auto reader = read({"HTTP/1.1 302 Found", "X-Linked-Size: 10",
                              "x-linked-etag: \"" + std::string(64, 'A') + "\"",
                              "X-Repo-Commit: " + std::string(40, '1'), "", "HTTP/1.1 200 OK",
                              "X-Linked-Size: 11", "ETag: \"" + std::string(64, 'b') + "\"", ""});
    CHECK(reader.announced().sha256 == k_hash);
    CHECK(reader.announced().size_bytes == 10);
    CHECK(reader.announced().commit == std::string(40, '1'));
}

TEST_CASE("an entity tag is a hash only where a Hub gives it", "[fetch]") {
    const auto etag = "ETag: \"" + k_hash + "\"";
    CHECK(!read({"HTTP/1.1 200 OK", etag, ""}).announced().sha256);
    const auto commit = "X-Repo-Commit: " + std::string(40, '1');
    CHECK(read({"HTTP/1.1 200 OK", etag, commit, ""}).announced().sha256 == k_hash);
    // The tag of the host that a Hub sends us to is no hash either.
    CHECK(!read({"HTTP/1.1 302 Found", commit, "ETag: \"0123\"", "", "HTTP/1.1 200 OK", etag, ""})
               .announced()
               .sha256);
}

}  // namespace edgebench::fetch
