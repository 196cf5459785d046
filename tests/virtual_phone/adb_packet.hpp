#pragma once
// The packets of adb's device-side protocol: a head of 24 bytes, then data. Pure.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace edgebench::virtual_phone {

enum class Command : std::uint32_t {
    cnxn = 0x4e584e43,
    auth = 0x48545541,
    open = 0x4e45504f,
    okay = 0x59414b4f,
    wrte = 0x45545257,
    clse = 0x45534c43,
};

constexpr std::uint32_t k_version_checksums = 0x01000000;  // the oldest version
constexpr std::uint32_t k_version = 0x01000001;  // from here on checksums are zero and unread
constexpr std::uint32_t k_max_data = 1024 * 1024;
constexpr std::size_t k_head_bytes = 24;

// Bytes that move without being copied or cleared.
struct Payload {
    std::unique_ptr<std::byte[]> data;
    std::size_t size = 0;

    Payload() = default;
    explicit Payload(std::size_t length)
        : data(std::make_unique_for_overwrite<std::byte[]>(length)), size(length) {}
    explicit Payload(std::string_view text);
    std::span<const std::byte> bytes() const { return {data.get(), size}; }
    std::string_view text() const { return {reinterpret_cast<const char*>(data.get()), size}; }
};

struct PacketHead {
    Command command = Command::cnxn;
    std::uint32_t arg0 = 0;
    std::uint32_t arg1 = 0;
    std::uint32_t length = 0;
    std::uint32_t checksum = 0;
};

using HeadBytes = std::array<std::byte, k_head_bytes>;

HeadBytes encode(const PacketHead& head);
// Nothing if the magic is wrong or the length above k_max_data. Unknown commands pass.
std::optional<PacketHead> decode(std::span<const std::byte, k_head_bytes> bytes);
// The sum of all bytes.
std::uint32_t checksum(std::span<const std::byte> data);

}  // namespace edgebench::virtual_phone
