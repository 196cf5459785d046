#pragma once
// CBOR (RFC 8949) to and from a JSON tree, bounded: arbitrary bytes cost bounded memory and stack.

#include "protocol/bytes.hpp"

#include <nlohmann/json.hpp>

namespace edgebench {

using Json = nlohmann::json;

constexpr std::size_t k_max_depth = 16;
// 2^18 nodes take about 30 MB at worst; a trial of 8,000 tokens has 30,000.
constexpr std::size_t k_max_nodes = std::size_t{1} << 18;

// Throws Error::internal for more nodes than from_cbor() takes.
Bytes to_cbor(const Json& value);
// Throws Error::protocol for anything that is not exactly one well-formed item within the bounds.
Json from_cbor(ByteView bytes);

}  // namespace edgebench
