#pragma once
// Writes the demo model: a GGUF file of architecture "llama" with random weights and one hand-made
// rule.

#include <cstdint>
#include <string>

namespace edgebench::demo {

struct Shape {
    std::uint32_t layers = 8;
    std::uint32_t width =
        1024;  // of the residual stream; a multiple of 256, as quantised rows must be
    std::uint32_t hidden = 3072;  // of the feed-forward part; a multiple of 256
    std::uint64_t seed = 1;
};

void write_model(const Shape& shape, const std::string& path);

}  // namespace edgebench::demo
