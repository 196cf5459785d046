#include "host/catalog/catalogue.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/model_config.hpp"
#include "host/config/text_file.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

bool is_regular(const fs::path& file) {
    std::error_code error;
    return fs::is_regular_file(file, error);
}

}  // namespace

std::optional<ModelConfig> find_model_config(const std::string& name, const Paths& paths) {
    // A name that could leave the folder is no name.
    if (name.find('/') != std::string::npos) return std::nullopt;
    const auto file = paths.config_file("models", name + ".toml");
    if (!file) return std::nullopt;
    return parse_model_config(read_text_file(*file), file->string());
}

ModelConfig model_config_named(const std::string& name, const Paths& paths) {
    auto config = find_model_config(name, paths);
    if (config) return std::move(*config);
    const auto hint = did_you_mean(name, paths.config_names("models", ".toml"), "models");
    throw Error(
        ErrorCode::configuration, "there is no model '" + name + "' in the catalogue",
        (hint.empty() ? "" : hint + " ") +
            "Or name a file with --model-file, or one of the Hub with --model hf:OWNER/NAME.");
}

std::vector<ModelConfig> all_model_configs(const Paths& paths) {
    std::vector<ModelConfig> configs;
    for (const auto& name : paths.config_names("models", ".toml")) {
        configs.push_back(model_config_named(name, paths));
    }
    return configs;
}

std::string quant_in_lower_case(std::string name) {
    for (auto& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return name;
}

const QuantConfig& quant_named(const ModelConfig& config, const std::string& name) {
    const auto wanted = quant_in_lower_case(name);
    std::vector<std::string> names;
    for (const auto& quant : config.quants) {
        if (quant.name == wanted) return quant;
        names.push_back(quant.name);
    }
    throw Error(ErrorCode::configuration,
                "the model '" + config.name + "' has no quantisation '" + wanted + "'",
                did_you_mean(wanted, names, "quantisations"));
}

fs::path place_of(const ModelPart& part, const ModelConfig& config, const Paths& paths) {
    auto by_hand = paths.models() / part.file;  // an absolute path stays what it is
    if (!config.repository || part.file.starts_with('/') || is_regular(by_hand)) return by_hand;
    return paths.models() / *config.repository / part.file;
}

bool is_here(const ModelPart& part, const ModelConfig& config, const Paths& paths) {
    return is_regular(place_of(part, config, paths));
}

bool is_here(const QuantConfig& quant, const ModelConfig& config, const Paths& paths) {
    return std::all_of(quant.parts.begin(), quant.parts.end(),
                       [&](const ModelPart& part) { return is_here(part, config, paths); });
}

}  // namespace edgebench
