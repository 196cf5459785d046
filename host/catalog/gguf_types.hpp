#pragma once
// The tensor types and file types of GGUF (ggml.h and llama.h of llama.cpp v0.5.0).

#include <cstdint>
#include <optional>
#include <string_view>

namespace edgebench {

struct TensorType {
    std::string_view name;    // "q4_k"
    std::uint32_t block = 1;  // elements that are stored together
    std::uint32_t bytes = 0;  // of one block
};

constexpr TensorType k_f16{"f16", 1, 2};

// Nothing for a number that ggml has not given, or has taken back.
std::optional<TensorType> tensor_type(std::uint32_t number);

// The quantisation that general.file_type stands for ("q4_k_m").
std::optional<std::string_view> quantisation_of_file_type(std::uint64_t number);

}  // namespace edgebench
