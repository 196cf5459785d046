#pragma once
// The list of tensors in a GGUF header: where each lies, and what they are together.

#include "host/catalog/gguf_bytes.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace edgebench {

// A tensor without a name and without dimensions.
constexpr std::uint64_t k_smallest_gguf_tensor = 24;

struct GgufTensors {
    std::map<std::string_view, std::uint64_t> parameters;    // by type
    std::map<std::string_view, std::uint64_t> matrix_bytes;  // by type, of what is multiplied with
    std::uint64_t total = 0;                                 // parameters
    std::uint64_t bytes = 0;
};

// `bytes` stands at the list; afterwards at its end. Throws when the tensors do not lie one behind
// the other, each of the size that its type gives it, within the file.
GgufTensors read_gguf_tensors(GgufBytes& bytes, std::uint64_t count, std::uint64_t alignment);

}  // namespace edgebench
