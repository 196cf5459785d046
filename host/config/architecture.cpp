#include "host/config/architecture.hpp"

#include "protocol/error.hpp"

namespace edgebench {

std::string_view name_of(Architecture architecture) {
    switch (architecture) {
        case Architecture::x86_64:
            return "x86_64";
        case Architecture::arm64:
            return "arm64";
    }
    return "unknown";
}

Architecture architecture_of_abi(std::string_view abi) {
    if (abi == "arm64-v8a") return Architecture::arm64;
    if (abi == "x86_64") return Architecture::x86_64;
    throw Error(ErrorCode::device, "the phone's ABI '" + std::string(abi) + "' is not supported",
                "edgebench needs a 64-bit phone: arm64-v8a or x86_64.");
}

}  // namespace edgebench
