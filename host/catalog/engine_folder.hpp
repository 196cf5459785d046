#pragma once
// The folder of an inference engine as a list of files that a phone needs, and its identity.

#include "host/catalog/file_hash.hpp"
#include "host/config/target.hpp"
#include "host/types/study.hpp"
#include "protocol/messages.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace edgebench {

struct EngineSource {
    EngineFile file;               // as it will be on the phone
    std::filesystem::path source;  // the file on this computer, links followed
};

struct EngineFolder {
    EngineBuild build;
    Target target;
    std::filesystem::path folder;
    std::string executable;
    std::vector<EngineSource> files;  // sorted by path
    std::vector<std::string> notes;   // what can go wrong on some devices
};

// llama-server and the shared libraries beside it; other programs stay here. They lie in `folder`
// itself, in its bin/ and lib/ (an installation), its build/bin/ (a build), or in the only folder
// within it (an unpacked archive); on the phone they lie in one folder. All must be built for
// `target`, and find what they need. Throws Error::configuration otherwise.
EngineFolder read_engine_folder(const std::filesystem::path& folder, Target target,
                                const FileHashes& hashes);

// What the server in this folder is built for. Throws Error::configuration when there is none, or
// one for something that edgebench does not run engines on.
Target target_of_folder(const std::filesystem::path& folder);

// The release that a name like "llama-b11541-bin-android-arm64.tar.gz" or "llama.cpp-v0.5.0" tells;
// empty: none.
std::string release_in(const std::string& name);

// Of the files of an engine, those that are loaded while it runs tell: libggml-opencl.so, "opencl".
// Empty where all is in one program.
std::vector<std::string> backends_of(const std::vector<std::string>& file_names);

// SHA-256 over the list (path, mode, sha256), which must be sorted by path.
std::string engine_id(const std::vector<EngineFile>& files);

}  // namespace edgebench
