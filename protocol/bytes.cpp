#include "protocol/bytes.hpp"

#include <algorithm>

namespace edgebench {
namespace {

constexpr std::string_view k_digits = "0123456789abcdef";

bool is_hex(std::string_view text, std::size_t length) {
    return text.size() == length && text.find_first_not_of(k_digits) == std::string_view::npos;
}

}  // namespace

ByteView view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string to_hex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text.push_back(k_digits[byte >> 4]);
        text.push_back(k_digits[byte & 15]);
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0 || !is_hex(text, text.size())) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        bytes.push_back(
            static_cast<std::uint8_t>(k_digits.find(text[i]) << 4 | k_digits.find(text[i + 1])));
    }
    return bytes;
}

bool is_sha256_hex(std::string_view text) {
    return is_hex(text, 64);
}
bool is_plan_id(std::string_view text) {
    return is_hex(text, 32);
}

std::string uuid_from(std::array<std::uint8_t, 16> random) {
    random[6] = static_cast<std::uint8_t>((random[6] & 0x0f) | 0x40);
    random[8] = static_cast<std::uint8_t>((random[8] & 0x3f) | 0x80);
    auto text = to_hex(random);
    for (const std::size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
    return text;
}

}  // namespace edgebench
