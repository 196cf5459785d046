#pragma once
// The folder of an inference engine as a list of files that a phone needs, and its identity.

#include "host/catalog/file_hash.hpp"
#include "host/config/architecture.hpp"
#include "host/config/engine_config.hpp"
#include "host/types/study.hpp"
#include "protocol/messages.hpp"

#include <filesystem>
#include <vector>

namespace edgebench {

struct EngineSource {
    EngineFile file;               // as it will be on the phone
    std::filesystem::path source;  // the file on this computer, links followed
};

struct EngineFolder {
    EngineBuild build;
    std::string executable;
    std::vector<EngineSource> files;  // sorted by path
};

// The engine's executable and the shared libraries beside it; other programs stay here. All must be
// built for `architecture`.
EngineFolder read_engine_folder(const std::filesystem::path& folder, const EngineConfig& config,
                                Architecture architecture, const FileHashes& hashes);

// SHA-256 over the list (path, mode, sha256), which must be sorted by path.
std::string engine_id(const std::vector<EngineFile>& files);

}  // namespace edgebench
