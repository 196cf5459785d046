#include "tests/virtual_phone/adb_packet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace edgebench::virtual_phone;

HeadBytes bytes_of(std::initializer_list<int> values) {
    HeadBytes bytes{};
    std::transform(values.begin(), values.end(), bytes.begin(),
                   [](int value) { return static_cast<std::byte>(value); });
    return bytes;
}

// OPEN(1, 0, 4 bytes of sum 10), as it lies on the wire.
const HeadBytes k_open =
    bytes_of({'O', 'P', 'E', 'N', 1,  0, 0, 0, 0,          0,          0,          0,
              4,   0,   0,   0,   10, 0, 0, 0, 0xff - 'O', 0xff - 'P', 0xff - 'E', 0xff - 'N'});

}  // namespace

TEST_CASE("a packet head has the documented 24 bytes", "[virtual_phone]") {
    CHECK(encode({Command::open, 1, 0, 4, 10}) == k_open);
}

TEST_CASE("a packet head survives a round trip", "[virtual_phone]") {
    const auto head = decode(k_open);
    REQUIRE(head);
    CHECK(head->command == Command::open);
    CHECK(head->arg0 == 1);
    CHECK(head->length == 4);
    CHECK(head->checksum == 10);
}

TEST_CASE("a wrong magic or a length over 1 MiB is refused", "[virtual_phone]") {
    HeadBytes magic = k_open;
    magic[20] ^= std::byte{1};
    CHECK_FALSE(decode(magic));
    CHECK_FALSE(decode(encode({Command::wrte, 1, 2, k_max_data + 1, 0})));
    CHECK(decode(encode({Command::wrte, 1, 2, k_max_data, 0})));
}

TEST_CASE("the checksum is the sum of the bytes", "[virtual_phone]") {
    CHECK(checksum(Payload(std::string_view("\x01\x02\xff")).bytes()) == 258);
    CHECK(checksum({}) == 0);
}
