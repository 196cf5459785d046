#include "host/catalog/gguf_types.hpp"

#include <array>

namespace edgebench {
namespace {

// In the order of ggml's numbers; an empty name is a number without a type.
constexpr std::array<TensorType, 43> k_tensor_types{{
    {"f32", 1, 4},
    {"f16", 1, 2},
    {"q4_0", 32, 18},
    {"q4_1", 32, 20},
    {},
    {},
    {"q5_0", 32, 22},
    {"q5_1", 32, 24},
    {"q8_0", 32, 34},
    {"q8_1", 32, 36},
    {"q2_k", 256, 84},
    {"q3_k", 256, 110},
    {"q4_k", 256, 144},
    {"q5_k", 256, 176},
    {"q6_k", 256, 210},
    {"q8_k", 256, 292},
    {"iq2_xxs", 256, 66},
    {"iq2_xs", 256, 74},
    {"iq3_xxs", 256, 98},
    {"iq1_s", 256, 50},
    {"iq4_nl", 32, 18},
    {"iq3_s", 256, 110},
    {"iq2_s", 256, 82},
    {"iq4_xs", 256, 136},
    {"i8", 1, 1},
    {"i16", 1, 2},
    {"i32", 1, 4},
    {"i64", 1, 8},
    {"f64", 1, 8},
    {"iq1_m", 256, 56},
    {"bf16", 1, 2},
    {},
    {},
    {},
    {"tq1_0", 256, 54},
    {"tq2_0", 256, 66},
    {},
    {},
    {},
    {"mxfp4", 32, 17},
    {"nvfp4", 64, 36},
    {"q1_0", 128, 18},
    {"q2_0", 64, 18},
}};

// In the order of llama.cpp's numbers.
constexpr std::array<std::string_view, 42> k_file_types{
    "f32",   "f16",     "q4_0",   "q4_1",   "",       "",        "",       "q8_0",   "q5_0",
    "q5_1",  "q2_k",    "q3_k_s", "q3_k_m", "q3_k_l", "q4_k_s",  "q4_k_m", "q5_k_s", "q5_k_m",
    "q6_k",  "iq2_xxs", "iq2_xs", "q2_k_s", "iq3_xs", "iq3_xxs", "iq1_s",  "iq4_nl", "iq3_s",
    "iq3_m", "iq2_s",   "iq2_m",  "iq4_xs", "iq1_m",  "bf16",    "",       "",       "",
    "tq1_0", "tq2_0",   "mxfp4",  "nvfp4",  "q1_0",   "q2_0"};

}  // namespace

std::optional<TensorType> tensor_type(std::uint32_t number) {
    if (number >= k_tensor_types.size() || k_tensor_types[number].bytes == 0) return std::nullopt;
    return k_tensor_types[number];
}

std::optional<std::string_view> quantisation_of_file_type(std::uint64_t number) {
    if (number >= k_file_types.size() || k_file_types[number].empty()) return std::nullopt;
    return k_file_types[number];
}

}  // namespace edgebench
