#pragma once
// Where model files come from that are not on this computer.

#include "host/types/model.hpp"

#include <filesystem>
#include <string>

namespace edgebench {

class ModelSource {
  public:
    virtual ~ModelSource() = default;

    // Puts the file of a model that has a repository to `target`, whole and of the right bytes, or
    // throws.
    virtual void fetch(const ModelPart& part, const ModelConfig& config,
                       const std::filesystem::path& target) = 0;
    // The JSON list of a repository's files (host/catalog/hub.hpp).
    virtual std::string list(const std::string& repository) = 0;
};

}  // namespace edgebench
