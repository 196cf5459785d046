#include "host/catalog/model_files.hpp"

#include "host/catalog/catalogue.hpp"
#include "host/catalog/gguf_splits.hpp"
#include "host/catalog/hub.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

#include <utility>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

void require_file(const fs::path& file, const std::string& next_step) {
    std::error_code error;
    if (fs::is_regular_file(file, error)) return;
    const bool exists = fs::exists(file, error);
    throw Error(ErrorCode::configuration,
                exists ? "the model file " + file.string() + " is not a file"
                       : "there is no model file " + file.string(),
                next_step);
}

// What is not in the catalogue: one quantisation of a repository, known by its file's name.
ModelConfig config_of_reference(const HubReference& reference, const std::string& quant,
                                ModelSource& source) {
    const auto file = reference.file ? *reference.file
                                     : file_of_quant(source.list(reference.repository),
                                                     reference.repository, quant);
    ModelConfig config;
    config.name = "hf:" + reference.repository;
    config.repository = reference.repository;
    config.quants = {{quant, {{file, std::nullopt, std::nullopt}}}};
    return config;
}

// Nothing for a file of the user's own that the catalogue does not know.
std::optional<ModelConfig> find_config(const ModelRequest& request, const Paths& paths,
                                       ModelSource& source) {
    if (request.file) return find_model_config(request.name, paths);
    if (const auto reference = parse_hub_reference(request.name)) {
        return config_of_reference(*reference, quant_in_lower_case(request.quant), source);
    }
    return model_config_named(request.name, paths);
}

std::string where_to_get(const ModelConfig& config) {
    if (config.source == "generated") return "It is generated: run ./script/bootstrap.";
    return "Get it from " + config.source.value_or("its publisher") +
           " and put it there, or name it with --model-file.";
}

fs::path file_of(const ModelPart& part, const ModelConfig& config, const Paths& paths,
                 ModelSource& source) {
    auto place = place_of(part, config, paths);
    std::error_code error;
    const bool can_fetch = config.repository && !part.file.starts_with('/');
    if (can_fetch && !fs::exists(place, error)) source.fetch(part, config, place);
    require_file(place, where_to_get(config));
    return place;
}

void require_architecture_of(const ModelConfig& config, const GgufHeader& header,
                             const fs::path& file) {
    if (config.architecture.empty() || header.architecture == config.architecture) return;
    throw Error(ErrorCode::configuration,
                "the model file " + file.string() + " has the architecture '" +
                    header.architecture + "', '" + config.name + "' has '" + config.architecture +
                    "'",
                "It is another model.");
}

void require_hash(const ModelPart& part, const std::string& actual, const fs::path& file) {
    if (!part.sha256 || *part.sha256 == actual) return;
    throw Error(ErrorCode::integrity,
                "the model file " + file.string() + " has the SHA-256 " + actual +
                    ", the catalogue says " + *part.sha256,
                "Remove it and run again: it is copied or downloaded anew.");
}

ResolvedPart resolve_part(const fs::path& file, const FileHashes& hashes,
                          const HashProgress& progress) {
    return {file, static_cast<std::int64_t>(fs::file_size(file)), hashes.hash_of(file, progress)};
}

// Of a split model: over the hashes of its parts.
std::string sha256_of(const std::vector<ResolvedPart>& parts) {
    if (parts.size() == 1) return parts.front().hash.sha256;
    std::string list;
    for (const auto& part : parts) list += part.hash.sha256 + "\n";
    return to_hex(sha256(list));
}

}  // namespace

ResolvedModel resolve_model(const ModelRequest& request, const Paths& paths,
                            const FileHashes& hashes, ModelSource& source,
                            const HashProgress& progress) {
    const auto quant_name = quant_in_lower_case(request.quant);
    const auto config = find_config(request, paths, source);
    std::vector<ModelPart> wanted;  // none where the user has chosen the bytes
    fs::path first;
    if (request.file) {
        require_file(*request.file, "Check --model-file.");
        first = *request.file;
    } else {
        wanted = quant_named(*config, quant_name).parts;
        for (const auto& part : wanted) {
            const auto file = file_of(part, *config, paths, source);
            if (first.empty()) first = file;
        }
    }

    ResolvedModel resolved;
    auto parts = read_gguf_parts(first);
    resolved.header = std::move(parts.header);
    if (config) require_architecture_of(*config, resolved.header, first);
    require_quantisation(resolved.header, quant_name, first);
    for (const auto& file : parts.files) {
        resolved.parts.push_back(resolve_part(file, hashes, progress));
        const auto index = resolved.parts.size() - 1;
        if (index < wanted.size()) {
            require_hash(wanted[index], resolved.parts[index].hash.sha256, file);
        }
    }
    resolved.model = {.name = config ? config->name : request.name,
                      .quant = quant_name,
                      .file_name = first.filename(),
                      .size = 0,
                      .sha256 = sha256_of(resolved.parts),
                      .architecture = resolved.header.architecture,
                      .synthetic = config && config->kind == ModelKind::synthetic};
    for (const auto& part : resolved.parts) resolved.model.size += part.size_bytes;
    return resolved;
}

}  // namespace edgebench
