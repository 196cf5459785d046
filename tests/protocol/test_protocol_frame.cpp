#include "protocol/error.hpp"
#include "protocol/frame.hpp"
#include "tests/protocol/golden.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

TEST_CASE("a frame is its length, little-endian, and its body", "[protocol]") {
    CHECK(make_frame(hex("a1 01")) == hex("02 00 00 00"  // length
                                          "a1 01"));     // body
    CHECK(make_frame({}) == hex("00 00 00 00"));
    const auto frame = make_frame(Bytes(0x01'02'03));
    CHECK(Bytes(frame.begin(), frame.begin() + 4) == hex("03 02 01 00"));
}

TEST_CASE("a length is read back and bounded", "[protocol]") {
    CHECK(body_length({3, 2, 1, 0}, k_max_frame) == 0x01'02'03);
    CHECK(body_length({0, 0x10, 0, 0}, k_max_handshake_frame) == 4096);
    CHECK_THROWS_AS(body_length({1, 0x10, 0, 0}, k_max_handshake_frame), Error);
    CHECK(body_length({0, 0, 0x80, 0}, k_max_frame) == k_max_frame);
    CHECK_THROWS_AS(body_length({1, 0, 0x80, 0}, k_max_frame), Error);
    CHECK_THROWS_WITH(body_length({0xff, 0xff, 0xff, 0xff}, k_max_frame),
                      Catch::Contains("4294967295"));
}

TEST_CASE("what is too large for a frame is not sent", "[protocol]") {
    CHECK(make_frame(Bytes(k_max_frame)).size() == k_frame_header + k_max_frame);
    CHECK_THROWS_AS(make_frame(Bytes(k_max_frame + 1)), Error);
}
