#pragma once
// The header of a GGUF model file, version 2 or 3, read with every bound checked. The weights are
// not read.

#include "protocol/bytes.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench {

struct GgufHeader {
    std::string architecture;                 // general.architecture
    std::optional<std::string> name;          // general.name
    std::optional<std::string> quantisation;  // what general.file_type stands for
    std::string main_tensor_type;             // of most parameters, "q4_k"
    std::int64_t parameters = 0;
    std::optional<std::int64_t> context_tokens;
    std::optional<std::int64_t> vocabulary;
};

// `head` is the beginning of a file of `file_size` bytes. Nothing when the header goes on behind
// `head`. Throws Error::configuration for what is not a whole GGUF file; messages do not name the
// file.
std::optional<GgufHeader> parse_gguf(ByteView head, std::uint64_t file_size);

// Errors name the file.
GgufHeader read_gguf(const std::filesystem::path& file);

// Throws Error::configuration when the file is of another quantisation than the one asked for.
void require_quantisation(const GgufHeader& header, std::string_view asked,
                          const std::filesystem::path& file);

}  // namespace edgebench
