#pragma once
// configs/engines/NAME.toml: a release of an inference engine and the archives that it consists of.

#include "host/config/target.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

// One archive of a release, built for one kind of device.
struct EngineArchive {
    std::string name;     // to install it by: "llama.cpp-b11541-android-arm64"
    std::string engine;   // "llama.cpp"
    std::string version;  // "b11541"
    Target target;
    std::string file;  // "llama-b11541-bin-android-arm64.tar.gz"
    std::string url;
    std::optional<std::string> sha256;
    std::optional<std::int64_t> size;
    std::vector<std::string> backends;  // that its publisher has built into it
};

struct EngineConfig {
    std::string name;    // "llama.cpp-b11541"
    std::string source;  // where a person finds it
    std::vector<EngineArchive> archives;
};

// `file` names the text in errors; its stem must be the release's name.
EngineConfig parse_engine_config(std::string_view text, const std::string& file);

// Letters, digits, '.', '_' and '-', not beginning with a dot: safe as the name of a folder.
bool is_engine_name(std::string_view name);

}  // namespace edgebench
