#pragma once
// Which files hold the model that was asked for.

#include "host/catalog/file_hash.hpp"
#include "host/catalog/gguf.hpp"
#include "host/catalog/model_source.hpp"
#include "host/config/paths.hpp"
#include "host/types/model.hpp"
#include "host/types/study.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

struct ModelRequest {
    std::string name;                           // of the catalogue, or "hf:OWNER/NAME[:FILE]"
    std::string quant;                          // in any case
    std::optional<std::filesystem::path> file;  // else the catalogue's or the Hub's
};

struct ResolvedPart {
    std::filesystem::path path;
    std::int64_t size_bytes = 0;
    FileHash hash;
};

struct ResolvedModel {
    ModelFile model;
    std::vector<ResolvedPart> parts;  // more than one of a split model, in llama.cpp's order
    GgufHeader header;                // of the first
};

// Finds the files, fetches what is missing where `source` can, and makes sure that they are what
// was asked for. Throws Error::configuration or Error::integrity with the next step.
ResolvedModel resolve_model(const ModelRequest& request, const Paths& paths,
                            const FileHashes& hashes, ModelSource& source,
                            const HashProgress& progress = {});

}  // namespace edgebench
