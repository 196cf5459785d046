#pragma once
// A model in several files, NAME-00001-of-00003.gguf and so on: llama.cpp is given the first and
// looks for the others beside it.

#include "host/catalog/gguf.hpp"

#include <filesystem>
#include <vector>

namespace edgebench {

struct GgufParts {
    std::vector<std::filesystem::path> files;  // in order; one when the model is not split
    GgufHeader header;                         // of the first, with the tensors of all
};

// Reads the headers of all parts. Throws Error::configuration when one is missing, when `first` is
// not the first, or when they do not belong together.
GgufParts read_gguf_parts(const std::filesystem::path& first);

}  // namespace edgebench
