#pragma once
// The engines in edgebench's data folder: each in a folder of its own with a list of its files, and
// never seen there before it is whole.

#include "host/catalog/engine_folder.hpp"
#include "host/config/engine_manifest.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

struct InstalledEngine {
    std::filesystem::path folder;
    EngineManifest manifest;
};

// Those below `root`, the one that was installed last first. A folder without engine.toml is none.
std::vector<InstalledEngine> installed_engines(const std::filesystem::path& root);

// Every file looked at again. Throws Error::integrity, naming the file, when one is not what was
// installed.
EngineFolder read_installed_engine(const InstalledEngine& engine, const FileHashes& hashes);

// What is to be installed.
struct EngineOrigin {
    std::filesystem::path source;       // an archive, or a folder
    std::string name;                   // to choose it by; empty: engine, version and target
    std::string version;                // empty: as the folder or its name tells
    std::optional<Target> target;       // that it has to be built for
    std::optional<std::string> sha256;  // that the archive has to have
};

// Copies what a phone needs of it. An engine of this name that is whole is kept: the same one is
// not an error, another one is.
InstalledEngine install_engine(const EngineOrigin& origin, const std::filesystem::path& root);

// Throws Error::host, naming the folder, when it cannot be removed.
void remove_engine(const InstalledEngine& engine);

}  // namespace edgebench
