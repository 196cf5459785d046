#pragma once
// configs/models/NAME.toml: what is known about a language model, and which files hold it.

#include "host/types/model.hpp"

#include <string>
#include <string_view>

namespace edgebench {

// "owner/name" of letters, digits, '-', '_' and '.'.
bool is_repository_name(std::string_view name);

// `file` names the text in errors; its stem must be the model's name.
ModelConfig parse_model_config(std::string_view text, const std::string& file);

}  // namespace edgebench
