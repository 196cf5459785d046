#include "host/catalog/model_files.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/text_file.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

std::string lower_case(std::string text) {
    for (auto& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

const QuantConfig* find_quant(const ModelConfig& config, const std::string& name) {
    const auto found = std::find_if(config.quants.begin(), config.quants.end(),
                                    [&](const auto& quant) { return quant.name == name; });
    return found == config.quants.end() ? nullptr : &*found;
}

[[noreturn]] void throw_unknown_model(const std::string& name, const Paths& paths) {
    const auto hint = did_you_mean(name, paths.config_names("models", ".toml"), "models");
    throw Error(ErrorCode::configuration, "there is no model '" + name + "' in the catalogue",
                (hint.empty() ? "" : hint + " ") + "Or name its file with --model-file.");
}

[[noreturn]] void throw_unknown_quant(const ModelConfig& config, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& quant : config.quants) names.push_back(quant.name);
    throw Error(ErrorCode::configuration,
                "the model '" + config.name + "' has no quantisation '" + name + "'",
                did_you_mean(name, names, "quantisations"));
}

fs::path require_file(const fs::path& file, const std::string& next_step) {
    std::error_code error;
    if (fs::is_regular_file(file, error)) return file;
    const bool exists = fs::exists(file, error);
    throw Error(ErrorCode::configuration,
                exists ? "the model file " + file.string() + " is not a file"
                       : "there is no model file " + file.string(),
                next_step);
}

fs::path catalogue_file(const ModelConfig& config, const QuantConfig& quant, const Paths& paths) {
    const auto next_step =
        config.source == "generated"
            ? std::string("It is generated: run ./script/bootstrap.")
            : "Get it from " + config.source + " and put it there, or name it with --model-file.";
    return require_file(paths.models() / quant.file, next_step);
}

void require_architecture_of(const ModelConfig& config, const GgufHeader& header,
                             const fs::path& file) {
    if (header.architecture == config.architecture) return;
    throw Error(ErrorCode::configuration,
                "the model file " + file.string() + " has the architecture '" +
                    header.architecture + "', '" + config.name + "' has '" + config.architecture +
                    "'",
                "It is another model.");
}

void require_hash(const QuantConfig& quant, const std::string& actual, const fs::path& file) {
    if (!quant.sha256 || *quant.sha256 == actual) return;
    throw Error(ErrorCode::integrity,
                "the model file " + file.string() + " has the SHA-256 " + actual +
                    ", the catalogue says " + *quant.sha256,
                "Copy or download the file again.");
}

}  // namespace

std::optional<ModelConfig> find_model_config(const std::string& name, const Paths& paths) {
    // A name that could leave the folder is no name.
    if (name.find('/') != std::string::npos) return std::nullopt;
    const auto file = paths.config_file("models", name + ".toml");
    if (!file) return std::nullopt;
    return parse_model_config(read_text_file(*file), file->string());
}

ResolvedModel resolve_model(const ModelRequest& request, const Paths& paths,
                            const FileHashes& hashes, const HashProgress& progress) {
    const auto quant_name = lower_case(request.quant);
    const auto config = find_model_config(request.name, paths);
    if (!config && !request.file) throw_unknown_model(request.name, paths);
    const auto* quant = config ? find_quant(*config, quant_name) : nullptr;
    if (quant == nullptr && !request.file) throw_unknown_quant(*config, quant_name);

    ResolvedModel resolved;
    resolved.path = request.file ? require_file(*request.file, "Check --model-file.")
                                 : catalogue_file(*config, *quant, paths);
    resolved.header = read_gguf(resolved.path);
    if (config) require_architecture_of(*config, resolved.header, resolved.path);
    require_quantisation(resolved.header, quant_name, resolved.path);
    const auto hash = hashes.hash_of(resolved.path, progress);
    resolved.xxh3_128 = hash.xxh3_128;
    resolved.model = {.name = request.name,
                      .quant = quant_name,
                      .file_name = resolved.path.filename(),
                      .size = static_cast<std::int64_t>(fs::file_size(resolved.path)),
                      .sha256 = hash.sha256,
                      .architecture = resolved.header.architecture,
                      .synthetic = config && config->kind == ModelKind::synthetic};
    // With --model-file the user has chosen the bytes; the catalogue's hash is of its own file.
    if (!request.file) require_hash(*quant, resolved.model.sha256, resolved.path);
    return resolved;
}

}  // namespace edgebench
