#pragma once
// The models of the catalogue, and which of their files are on this computer.

#include "host/config/paths.hpp"
#include "host/types/model.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// Nothing when no folder of configurations has a model of this name.
std::optional<ModelConfig> find_model_config(const std::string& name, const Paths& paths);
// Throws Error::configuration with a suggestion when there is none.
ModelConfig model_config_named(const std::string& name, const Paths& paths);
// Sorted by name. Throws Error::configuration for a configuration that is wrong.
std::vector<ModelConfig> all_model_configs(const Paths& paths);

// As the catalogue writes it: "q4_k_m" of "Q4_K_M".
std::string quant_in_lower_case(std::string name);
// `name` in any case. Throws Error::configuration with a suggestion when there is none.
const QuantConfig& quant_named(const ModelConfig& config, const std::string& name);

// Where the file is or, if it is nowhere, where a download would put it: its absolute path, else
// its name within the models folder, else below its repository's name there.
std::filesystem::path place_of(const ModelPart& part, const ModelConfig& config,
                               const Paths& paths);
bool is_here(const ModelPart& part, const ModelConfig& config, const Paths& paths);
// All of its parts.
bool is_here(const QuantConfig& quant, const ModelConfig& config, const Paths& paths);

}  // namespace edgebench
