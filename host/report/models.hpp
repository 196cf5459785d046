#pragma once
// The models of the catalogue.

#include "host/types/model.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::report {

// A line for each.
std::string models_text(const std::vector<ListedModel>& models, std::optional<std::size_t> width);
// Everything about one.
std::string model_text(const ListedModel& model, std::optional<std::size_t> width);
std::string models_json(const std::vector<ListedModel>& models);

std::string verified_text(const std::vector<VerifiedFile>& files, std::optional<std::size_t> width);
std::string verified_json(const std::vector<VerifiedFile>& files);

}  // namespace edgebench::report
