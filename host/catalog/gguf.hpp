#pragma once
// The header of a GGUF model file, version 2 or 3, read with every bound checked. The weights are
// not read.

#include "protocol/bytes.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

// What decides over the memory that an engine needs. Where layers differ, the largest; a number
// that the file does not give is missing.
struct GgufShape {
    std::optional<std::int64_t> layers;
    std::optional<std::int64_t> embedding;
    std::optional<std::int64_t> feed_forward;
    std::optional<std::int64_t> heads;
    std::vector<std::int64_t> key_value_heads;  // of each layer, or one number for all
    std::optional<std::int64_t> key_length;     // of one head
    std::optional<std::int64_t> value_length;
    std::optional<std::int64_t> experts;
    std::optional<std::int64_t> experts_used;  // by each token
    std::optional<std::int64_t> expert_feed_forward;
    std::optional<std::int64_t> sliding_window;  // tokens, of some layers or of all
};

// A model in several files, of which this is one.
struct GgufSplit {
    std::int64_t number = 0;  // from 0
    std::int64_t count = 0;
    std::int64_t tensors = 0;  // of all files
    bool operator==(const GgufSplit&) const = default;
};

struct GgufHeader {
    std::string architecture;                 // general.architecture; empty in a later part
    std::optional<std::string> name;          // general.name
    std::optional<std::string> quantisation;  // what general.file_type stands for
    std::string main_tensor_type;             // of most parameters, "q4_k"
    std::int64_t parameters = 0;
    std::optional<std::int64_t> context_tokens;
    std::optional<std::int64_t> vocabulary;
    bool chat_template = false;
    GgufShape shape;
    std::optional<GgufSplit> split;
    std::int64_t tensors = 0;
    std::int64_t tensor_bytes = 0;
    // By type: what the engine multiplies with and may store a second time in another order.
    std::map<std::string_view, std::int64_t> matrix_bytes;
};

// `head` is the beginning of a file of `file_size` bytes and holds its whole header. Throws
// Error::configuration for what is not a whole GGUF file; messages do not name the file.
GgufHeader parse_gguf(ByteView head, std::uint64_t file_size);

// Reads the header only. Errors name the file.
GgufHeader read_gguf(const std::filesystem::path& file);

// Throws Error::configuration when the file is of another quantisation than the one asked for.
void require_quantisation(const GgufHeader& header, std::string_view asked,
                          const std::filesystem::path& file);

}  // namespace edgebench
