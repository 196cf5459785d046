#include "protocol/bytes.hpp"
#include "protocol/sha256.hpp"

#include <catch2/catch.hpp>

#include <random>

namespace edgebench_portable {
edgebench::Digest sha256(std::span<const std::uint8_t> bytes);
}

using namespace edgebench;

namespace {

std::string hex_of(const Digest& digest) {
    return to_hex(digest);
}

std::string hmac_hex(const Bytes& key, const Bytes& message) {
    return hex_of(hmac_sha256(key, message));
}

Bytes text_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("SHA-256 gives the vectors of FIPS 180-4", "[protocol]") {
    CHECK(hex_of(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex_of(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // Two blocks.
    CHECK(hex_of(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hex_of(sha256(std::string(1'000'000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the portable SHA-256 gives the same vectors", "[protocol]") {
    CHECK(hex_of(edgebench_portable::sha256(view("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex_of(edgebench_portable::sha256(view(std::string(1'000'000, 'a')))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 in random pieces, with or without instructions, is the same", "[protocol]") {
    std::mt19937 random(1);
    for (std::size_t length = 0; length < 300; ++length) {
        Bytes message(length);
        for (auto& byte : message) byte = static_cast<std::uint8_t>(random());
        Sha256 pieces;
        for (std::size_t done = 0; done < length;) {
            const auto take = std::min<std::size_t>(random() % 130, length - done);
            pieces.update(ByteView(message).subspan(done, take));
            done += take;
        }
        const auto portable = edgebench_portable::sha256(message);
        CHECK(pieces.finish() == portable);
        CHECK(sha256(message) == portable);
    }
}

TEST_CASE("HMAC-SHA-256 gives the vectors of RFC 4231", "[protocol]") {
    CHECK(hmac_hex(Bytes(20, 0x0b), text_bytes("Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac_hex(text_bytes("Jefe"), text_bytes("what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac_hex(Bytes(20, 0xaa), Bytes(50, 0xdd)) ==
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    Bytes counting;
    for (std::uint8_t i = 1; i <= 25; ++i) counting.push_back(i);
    CHECK(hmac_hex(counting, Bytes(50, 0xcd)) ==
          "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    // Keys longer than a block are hashed first.
    CHECK(hmac_hex(Bytes(131, 0xaa),
                   text_bytes("Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(hmac_hex(Bytes(131, 0xaa),
                   text_bytes("This is a test using a larger than block-size key and a larger "
                              "than block-size data. The key needs to be hashed before being "
                              "used by the HMAC algorithm.")) ==
          "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("comparing in constant time compares all bytes and the length", "[protocol]") {
    const Bytes a{1, 2, 3};
    CHECK(equal_in_constant_time(a, Bytes{1, 2, 3}));
    CHECK_FALSE(equal_in_constant_time(a, Bytes{0, 2, 3}));
    CHECK_FALSE(equal_in_constant_time(a, Bytes{1, 2, 4}));
    CHECK_FALSE(equal_in_constant_time(a, Bytes{1, 2}));
    CHECK(equal_in_constant_time({}, {}));
}
