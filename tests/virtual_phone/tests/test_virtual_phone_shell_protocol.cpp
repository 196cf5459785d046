#include "tests/virtual_phone/shell_protocol.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <string>
#include <string_view>

using namespace edgebench::virtual_phone;

namespace {

std::span<const std::byte> as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

// "hello" to stdin in one packet, then close-stdin.
const std::string k_input("\0\5\0\0\0hello\4\0\0\0\0", 15);

}  // namespace

TEST_CASE("shell packets are cut wherever the host's bytes are cut", "[virtual_phone]") {
    for (std::size_t cut = 0; cut <= k_input.size(); ++cut) {
        ShellUnpacker unpacker;
        std::string received;
        int closed = 0;
        for (const auto piece :
             {std::string_view(k_input).substr(0, cut), std::string_view(k_input).substr(cut)}) {
            for (const auto& part : unpacker.feed(as_bytes(piece))) {
                received.append(reinterpret_cast<const char*>(part.data.data()), part.data.size());
                closed += part.id == ShellId::close_in;
            }
        }
        CHECK(received == "hello");
        CHECK(closed == 1);
    }
}

TEST_CASE("a shell packet's head is its id and a little-endian length", "[virtual_phone]") {
    Payload payload(k_shell_head_bytes + 0x102);
    put_shell_head(payload, ShellId::standard_error);
    CHECK(std::memcmp(payload.data.get(), "\2\2\1\0\0", 5) == 0);
}
