#pragma once
// Bytes, their hexadecimal form, and UUIDs made from random bytes.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

ByteView view(std::string_view text);
std::string to_hex(ByteView bytes);
// Nothing unless `text` is an even number of lower-case hexadecimal digits.
std::optional<Bytes> from_hex(std::string_view text);
// Whether `text` is a SHA-256 in lower-case hexadecimal: the only form of a name that reaches a
// path.
bool is_sha256_hex(std::string_view text);
// Whether `text` is a plan id: 32 lower-case hexadecimal digits.
bool is_plan_id(std::string_view text);
// RFC 9562 version 4, in its 36-character form.
std::string uuid_from(std::array<std::uint8_t, 16> random);

}  // namespace edgebench
