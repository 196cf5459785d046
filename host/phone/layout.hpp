#pragma once
// Where edgebench keeps its things on a phone. The agent's own layout below the root is in
// agent/paths.hpp.

#include <string>
#include <string_view>

namespace edgebench::phone {

// Other apps can read /data/local/tmp, so the root is made with mode 0700.
constexpr std::string_view k_root = "/data/local/tmp/edgebench";

inline std::string on_phone(std::string_view name) {
    return std::string(k_root) + "/" + std::string(name);
}

}  // namespace edgebench::phone
