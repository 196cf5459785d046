#include "host/config/target.hpp"

namespace edgebench {

std::string name_of(Target target) {
    const auto* platform = target.platform == Platform::android ? "android-" : "linux-";
    return platform + std::string(name_of(target.architecture));
}

std::optional<Target> target_named(std::string_view name) {
    for (const auto platform : {Platform::android, Platform::gnu_linux}) {
        for (const auto architecture : {Architecture::arm64, Architecture::x86_64}) {
            const Target target{platform, architecture};
            if (name_of(target) == name) return target;
        }
    }
    return std::nullopt;
}

}  // namespace edgebench
