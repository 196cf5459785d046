#pragma once
// Which engine a device gets, and which could be installed for it.

#include "host/catalog/engine_folder.hpp"
#include "host/config/engine_config.hpp"
#include "host/config/paths.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// All archives of all releases in the configuration folders, the newest release first.
std::vector<EngineArchive> engine_archives(const Paths& paths);

// Every file checked. `wanted` is the name of an installed engine or a folder; without it the
// engine is EDGEBENCH_ENGINE_DIR's, else the one that was installed last for this target, else (for
// Linux) the one that script/bootstrap has built. Throws when there is none, saying how to get one.
EngineFolder choose_engine(const Paths& paths, Target target,
                           const std::optional<std::string>& wanted, const FileHashes& hashes);

}  // namespace edgebench
