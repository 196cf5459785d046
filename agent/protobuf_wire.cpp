#include "agent/protobuf_wire.hpp"

namespace edgebench::agent {
namespace {

constexpr std::uint32_t k_varint = 0;
constexpr std::uint32_t k_fixed64 = 1;
constexpr std::uint32_t k_delimited = 2;
constexpr std::uint32_t k_fixed32 = 5;
constexpr int k_most_varint_bits = 64;

void append_varint(std::string& message, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) message += static_cast<char>(value | 0x80);
    message += static_cast<char>(value);
}

}  // namespace

void append_number(std::string& message, std::uint32_t field, std::uint64_t value) {
    append_varint(message, field << 3 | k_varint);
    append_varint(message, value);
}

void append_bytes(std::string& message, std::uint32_t field, std::string_view bytes) {
    append_varint(message, field << 3 | k_delimited);
    append_varint(message, bytes.size());
    message += bytes;
}

std::optional<std::uint64_t> WireReader::varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < k_most_varint_bits && !rest_.empty(); shift += 7) {
        const auto byte = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

std::optional<std::string_view> WireReader::take(std::uint64_t size) {
    if (size > rest_.size()) return std::nullopt;
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
}

std::optional<WireField> WireReader::next() {
    const auto tag = varint();
    if (!tag) return std::nullopt;
    WireField field{.number = static_cast<std::uint32_t>(*tag >> 3), .bytes = {}};
    std::optional<std::uint64_t> size;
    switch (*tag & 7) {
        case k_varint:
            return varint() ? std::optional(field) : std::nullopt;
        case k_fixed64:
            return take(8) ? std::optional(field) : std::nullopt;
        case k_fixed32:
            return take(4) ? std::optional(field) : std::nullopt;
        case k_delimited:
            size = varint();
            break;
        default:
            break;
    }
    const auto bytes = size ? take(*size) : std::nullopt;
    if (!bytes) return std::nullopt;
    field.bytes = *bytes;
    return field;
}

}  // namespace edgebench::agent
