#pragma once
// The archive of an engine's release on this computer.

#include "host/catalog/hub_source.hpp"
#include "host/config/engine_config.hpp"

#include <filesystem>

namespace edgebench {

// In downloads/ of the cache; fetched when it is not there. What is in it is checked when it is
// installed. Throws Error::download or Error::integrity with the next step.
std::filesystem::path obtain_archive(const EngineArchive& archive, const Paths& paths,
                                     const OnDownload& on_download);

}  // namespace edgebench
