#pragma once
// configs/engines/NAME.toml: an inference engine and the release that edgebench is used with.

#include <string>
#include <string_view>

namespace edgebench {

struct EngineConfig {
    std::string name;     // "llama.cpp"
    std::string version;  // of the release; a file version.txt beside the executable overrides it
    std::string executable;  // "llama-server", within the engine's folder
    std::string source;      // where a person finds it
};

// `file` names the text in errors; its stem must be the engine's name.
EngineConfig parse_engine_config(std::string_view text, const std::string& file);

}  // namespace edgebench
