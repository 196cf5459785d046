#pragma once
// engine.toml in the folder of an installed engine: what it is and what it was made of.

#include "host/config/target.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

struct EngineManifest {
    std::string name;  // it is chosen by; the folder's
    std::string engine;
    std::string version;
    Target target;
    std::string id;                            // of the files together, as on a phone
    std::string origin;                        // the archive or folder that it came from
    std::string installed;                     // UTC, "2026-11-23T04:05:06Z"
    std::map<std::string, std::string> files;  // SHA-256 of each
};

std::string to_toml(const EngineManifest& manifest);
// `file` names the text in errors.
EngineManifest parse_engine_manifest(std::string_view text, const std::string& file);

}  // namespace edgebench
