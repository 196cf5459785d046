#pragma once
// Which file holds the model that was asked for.

#include "host/catalog/file_hash.hpp"
#include "host/catalog/gguf.hpp"
#include "host/config/model_config.hpp"
#include "host/config/paths.hpp"
#include "host/types/study.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace edgebench {

struct ModelRequest {
    std::string name;
    std::string quant;                          // in any case
    std::optional<std::filesystem::path> file;  // else the catalogue's
};

struct ResolvedModel {
    ModelFile model;
    std::string xxh3_128;  // of the same bytes
    std::filesystem::path path;
    GgufHeader header;
};

// Finds the file and makes sure that it is what was asked for. Throws Error::configuration or
// Error::integrity with the next step.
ResolvedModel resolve_model(const ModelRequest& request, const Paths& paths,
                            const FileHashes& hashes, const HashProgress& progress = {});

// Nothing when no folder of configurations has a model of this name.
std::optional<ModelConfig> find_model_config(const std::string& name, const Paths& paths);

}  // namespace edgebench
