#include "protocol/bytes.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

TEST_CASE("hexadecimal goes both ways", "[protocol]") {
    const Bytes bytes{0x00, 0x0f, 0xa0, 0xff};
    CHECK(to_hex(bytes) == "000fa0ff");
    CHECK(from_hex("000fa0ff") == bytes);
    CHECK(from_hex("") == Bytes{});
}

TEST_CASE("only lower-case pairs of digits are hexadecimal", "[protocol]") {
    for (const auto* text : {"0", "0A", "0g", " 0", "0x", "000"}) {
        INFO(text);
        CHECK_FALSE(from_hex(text));
    }
}

TEST_CASE("names that may reach a path have one form", "[protocol]") {
    CHECK(is_sha256_hex(std::string(64, 'a')));
    CHECK_FALSE(is_sha256_hex(std::string(63, 'a')));
    CHECK_FALSE(is_sha256_hex(std::string(64, 'A')));
    CHECK_FALSE(is_sha256_hex("../" + std::string(61, 'a')));
    CHECK_FALSE(is_sha256_hex(std::string(64, '\0')));
    CHECK(is_plan_id(std::string(32, '0')));
    CHECK_FALSE(is_plan_id(std::string(32, '/')));
    CHECK_FALSE(is_plan_id(""));
}

TEST_CASE("a UUID has its version and variant", "[protocol]") {
    std::array<std::uint8_t, 16> random;
    random.fill(0xff);
    CHECK(uuid_from(random) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
    random.fill(0);
    CHECK(uuid_from(random) == "00000000-0000-4000-8000-000000000000");
}
