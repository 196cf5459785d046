#pragma once
// Helpers for literal bytes in tests.

#include "protocol/bytes.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace edgebench {

// Bytes written as hexadecimal digits with spaces between them.
inline Bytes hex(std::string_view text) {
    std::string digits(text);
    std::erase(digits, ' ');
    return from_hex(digits).value();
}

// One byte sequence of annotated pieces.
inline Bytes joined(std::initializer_list<Bytes> pieces) {
    Bytes all;
    for (const auto& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
    return all;
}

// A CBOR text of less than 24 bytes: its head and its characters.
inline Bytes cbor_text(std::string_view text) {
    Bytes bytes{static_cast<std::uint8_t>(0x60 + text.size())};
    bytes.insert(bytes.end(), text.begin(), text.end());
    return bytes;
}

}  // namespace edgebench
