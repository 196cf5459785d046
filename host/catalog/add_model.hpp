#pragma once
// A model file of the user's own becomes a model of the catalogue.

#include "host/config/paths.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace edgebench {

struct AddedModel {
    std::string name;
    std::string quant;
    std::filesystem::path config_file;
};

// Writes models/NAME.toml of the user's configurations; the file stays where it is. Without a name,
// the file's. Throws Error::configuration for what is no model file, for a name that cannot be one
// and for one that the user's configurations have already.
AddedModel add_model(const std::filesystem::path& file, const std::optional<std::string>& name,
                     const Paths& paths);

}  // namespace edgebench
