#pragma once
// Length-prefixed frames (doc/protocol.md §2): a 4-byte little-endian length, then that many bytes.

#include "protocol/bytes.hpp"

#include <array>
#include <cstddef>

namespace edgebench {

// Before a peer has proved that it knows the key it may make us allocate only this much.
constexpr std::size_t k_max_handshake_frame = 4 * 1024;
constexpr std::size_t k_max_frame = 8 * 1024 * 1024;
constexpr std::size_t k_frame_header = 4;

using FrameHeader = std::array<std::uint8_t, k_frame_header>;

// Throws Error::protocol when the body is larger than a frame may be.
Bytes make_frame(ByteView body);
// The length of the body that follows; throws Error::protocol when it is above `limit`.
std::size_t body_length(const FrameHeader& header, std::size_t limit);

}  // namespace edgebench
