#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "tests/protocol/golden.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

bool is_refused(const Bytes& bytes) {
    try {
        from_cbor(bytes);
    } catch (const Error& error) {
        return error.code() == ErrorCode::protocol;
    }
    return false;
}

Bytes nested(std::size_t depth) {
    Bytes bytes(depth, 0x81);  // an array of one item
    bytes.push_back(0x00);
    return bytes;
}

// An array of `count` items that are null.
Bytes wide(std::uint32_t count) {
    Bytes bytes{0x9a, static_cast<std::uint8_t>(count >> 24),
                static_cast<std::uint8_t>(count >> 16), static_cast<std::uint8_t>(count >> 8),
                static_cast<std::uint8_t>(count)};
    bytes.insert(bytes.end(), count, 0xf6);
    return bytes;
}

}  // namespace

TEST_CASE("CBOR has the bytes of RFC 8949", "[protocol]") {
    const Json json{{"a", 1}, {"b", {true, nullptr, -500}}, {"c", Json::binary({0xde, 0xad})}};
    const auto bytes = joined({hex("a3"),                              // a map of three
                               hex("61 61"), hex("01"),                // "a": 1
                               hex("61 62"), hex("83 f5 f6 39 01f3"),  // "b": [true, null, -500]
                               hex("61 63"), hex("42 de ad")});        // "c": two bytes
    CHECK(to_cbor(json) == bytes);
    CHECK(from_cbor(bytes) == json);
}

TEST_CASE("nesting is bounded, so that the stack is", "[protocol]") {
    CHECK_NOTHROW(from_cbor(nested(k_max_depth)));
    CHECK(is_refused(nested(k_max_depth + 1)));
    CHECK(is_refused(Bytes(100'000, 0x81)));
    CHECK(is_refused(Bytes(1 << 20, 0x9f)));  // arrays of unknown length
    CHECK(is_refused(Bytes(1 << 20, 0xbf)));  // maps of unknown length
    CHECK(is_refused(Bytes(1 << 20, 0x5f)));  // byte strings in pieces
    CHECK(is_refused(Bytes(1 << 20, 0x7f)));  // texts in pieces
    CHECK(is_refused(Bytes(1 << 20, 0xc1)));  // tags
}

TEST_CASE("the number of nodes is bounded, so that memory is", "[protocol]") {
    CHECK_NOTHROW(from_cbor(wide(k_max_nodes - 1)));
    CHECK(is_refused(wide(k_max_nodes)));
    Json most = Json::array();
    most.get_ref<Json::array_t&>().resize(k_max_nodes - 1);
    CHECK(from_cbor(to_cbor(most)) == most);
    most.push_back(nullptr);
    CHECK_THROWS_WITH(to_cbor(most), Catch::Contains("262145 values"));
    CHECK(is_refused(Bytes(1 << 20, 0x80)));
}

TEST_CASE("a length that the bytes do not have is refused, and not allocated", "[protocol]") {
    for (const auto* head : {"5b", "7b", "9b", "bb"}) {
        for (const auto* length :
             {"00 00 00 00 ff ff ff ff", "ff ff ff ff ff ff ff ff", "7f ff ff ff ff ff ff ff"}) {
            INFO(head << " " << length);
            CHECK(is_refused(joined({hex(head), hex(length), hex("00")})));
        }
    }
}

TEST_CASE("a map with one key twice has two meanings and is refused", "[protocol]") {
    CHECK(is_refused(hex("a2 61 61 01 61 61 02")));
    CHECK_NOTHROW(from_cbor(hex("a2 61 61 01 61 62 02")));
}

TEST_CASE("what is not exactly one well-formed item is refused", "[protocol]") {
    const auto whole = to_cbor({{"numbers", {1, 2.5, -3}}, {"text", "x"}});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK(is_refused(Bytes(whole.begin(), whole.begin() + static_cast<long>(length))));
    }
    CHECK(is_refused(joined({whole, hex("00")})));
    CHECK(is_refused(hex("a1 01 02")));     // a key that is not text
    CHECK(is_refused(hex("d8 20 61 61")));  // a tag
    CHECK(is_refused(hex("ff")));           // a break of nothing
    CHECK(is_refused(hex("1c")));           // a reserved length
}
