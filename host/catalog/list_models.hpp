#pragma once
// What is here of the catalogue, and whether its bytes are right.

#include "host/catalog/file_hash.hpp"
#include "host/catalog/model_lock.hpp"
#include "host/config/paths.hpp"
#include "host/types/model.hpp"

#include <functional>
#include <vector>

namespace edgebench {

ListedModel list_model(ModelConfig config, const Paths& paths);

// Called before a file is read and while it is.
using VerifyProgress =
    std::function<void(const std::string& path, std::int64_t bytes_done, std::int64_t bytes_total)>;

// Reads every file of the model that is here anew.
std::vector<VerifiedFile> verify_model(const ListedModel& model, const ModelLock& lock,
                                       const VerifyProgress& progress = {});

}  // namespace edgebench
