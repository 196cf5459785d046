#pragma once
// `edgebench engines`: what could be installed, what is, and whether it is whole.

#include "host/catalog/choose_engine.hpp"
#include "host/catalog/hub_source.hpp"
#include "host/catalog/installed_engines.hpp"
#include "host/run/phones.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::run {

struct KnownEngines {
    std::vector<InstalledEngine> installed;    // the one installed last first
    std::vector<EngineArchive> not_installed;  // of the catalogue, the newest release first
};
KnownEngines known_engines();

// Of the catalogue, from `archive` where it is given, else from its publisher.
InstalledEngine install_engine(const std::string& name,
                               const std::optional<std::filesystem::path>& archive,
                               const OnDownload& on_download);

// A folder or an archive of one's own. An archive that the catalogue knows is installed as that.
InstalledEngine add_engine(const std::filesystem::path& source,
                           const std::optional<std::string>& name);

// Its folder is gone afterwards; phones keep their copies (`edgebench cache prune`).
InstalledEngine remove_engine(const std::string& name);

// All that are installed, or one of them, each file hashed again.
std::vector<Finding> verify_engines(const std::optional<std::string>& name);

}  // namespace edgebench::run
