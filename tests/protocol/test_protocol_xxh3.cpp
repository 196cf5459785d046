#include "protocol/bytes.hpp"
#include "protocol/xxh3.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

// The vectors are what xxHash's own `xxhsum -H2` prints.
TEST_CASE("XXH3-128 is the published function", "[protocol]") {
    CHECK(xxh3_128({}) == "99aa06d3014798d86001c324468d497f");
    CHECK(xxh3_128(view("abc")) == "06b05ab6733a618578af5f94892f3950");
}

TEST_CASE("XXH3-128 of pieces is that of the whole", "[protocol]") {
    Bytes whole(100'003);
    for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = static_cast<std::uint8_t>(i * i >> 3);
    Xxh3 hash;
    for (std::size_t done = 0, piece = 1; done < whole.size(); done += piece, piece += 977) {
        hash.update(ByteView(whole).subspan(done, std::min(piece, whole.size() - done)));
    }
    CHECK(hash.digest() == xxh3_128(whole));
}

TEST_CASE("XXH3-128 is written as 32 lower-case digits and nothing else", "[protocol]") {
    CHECK(is_xxh3_hex(xxh3_128(view("abc"))));
    CHECK_FALSE(is_xxh3_hex(""));
    CHECK_FALSE(is_xxh3_hex(std::string(32, 'A')));
    CHECK_FALSE(is_xxh3_hex(std::string(33, 'a')));
}
