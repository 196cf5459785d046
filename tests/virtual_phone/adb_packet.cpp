#include "tests/virtual_phone/adb_packet.hpp"

#include <cstring>
#include <numeric>

namespace edgebench::virtual_phone {
namespace {

void put(HeadBytes& bytes, std::size_t word, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i)
        bytes[word * 4 + i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint32_t get(std::span<const std::byte, k_head_bytes> bytes, std::size_t word) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= std::to_integer<std::uint32_t>(bytes[word * 4 + i]) << (8 * i);
    return value;
}

}  // namespace

Payload::Payload(std::string_view from) : Payload(from.size()) {
    if (!from.empty()) std::memcpy(data.get(), from.data(), from.size());
}

HeadBytes encode(const PacketHead& head) {
    HeadBytes bytes;
    const auto command = static_cast<std::uint32_t>(head.command);
    put(bytes, 0, command);
    put(bytes, 1, head.arg0);
    put(bytes, 2, head.arg1);
    put(bytes, 3, head.length);
    put(bytes, 4, head.checksum);
    put(bytes, 5, ~command);
    return bytes;
}

std::optional<PacketHead> decode(std::span<const std::byte, k_head_bytes> bytes) {
    const std::uint32_t command = get(bytes, 0);
    const PacketHead head{static_cast<Command>(command), get(bytes, 1), get(bytes, 2),
                          get(bytes, 3), get(bytes, 4)};
    if (get(bytes, 5) != ~command || head.length > k_max_data) return std::nullopt;
    return head;
}

std::uint32_t checksum(std::span<const std::byte> data) {
    return std::accumulate(data.begin(), data.end(), std::uint32_t{0},
                           [](std::uint32_t sum, std::byte byte) {
                               return sum + std::to_integer<std::uint32_t>(byte);
                           });
}

}  // namespace edgebench::virtual_phone
