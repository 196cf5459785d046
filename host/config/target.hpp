#pragma once
// What an engine is built for: an operating system's C library and a processor.

#include "host/config/architecture.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace edgebench {

enum class Platform { android, gnu_linux };

struct Target {
    Platform platform = Platform::android;
    Architecture architecture = Architecture::arm64;
    bool operator==(const Target&) const = default;
};

// As in the names of engines: "android-arm64", "linux-x86_64".
std::string name_of(Target target);
std::optional<Target> target_named(std::string_view name);

}  // namespace edgebench
