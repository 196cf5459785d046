#pragma once
// configs/models/NAME.toml: what is known about a language model, and which files hold it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

enum class ModelKind { language, synthetic };  // synthetic: random weights, no knowledge

struct QuantConfig {
    std::string name;  // "q4_k_m", lower case
    std::string file;  // a file name within the models folder
    std::optional<std::string> sha256;
};

struct ModelConfig {
    std::string name;
    std::string description;
    ModelKind kind = ModelKind::language;
    std::string architecture;  // as in the GGUF header
    std::optional<std::int64_t> parameters_total;
    std::optional<std::string> licence;
    std::optional<std::string> chat_format;
    std::string source;  // "generated" (by script/bootstrap) or where a person finds the files
    std::vector<QuantConfig> quants;
};

// `file` names the text in errors; its stem must be the model's name.
ModelConfig parse_model_config(std::string_view text, const std::string& file);

}  // namespace edgebench
