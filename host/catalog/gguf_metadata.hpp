#pragma once
// The key-value pairs of a GGUF header that edgebench uses; the others are skipped.

#include "host/catalog/gguf_bytes.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// A key without letters and a value of one byte.
constexpr std::uint64_t k_smallest_gguf_entry = 13;

struct GgufMetadata {
    std::map<std::string, std::vector<std::uint64_t>> numbers;  // several: an array, one a layer
    std::map<std::string, std::string> texts;
    std::map<std::string, std::uint64_t> array_sizes;

    std::optional<std::string> text(const std::string& key) const;
    std::optional<std::uint64_t> number(const std::string& key) const;  // the largest of an array
    std::vector<std::uint64_t> list(const std::string& key) const;
};

GgufMetadata read_gguf_metadata(GgufBytes& bytes, std::uint64_t entries);

}  // namespace edgebench
