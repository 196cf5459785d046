#pragma once
// The processor architectures that edgebench runs engines on.

#include <string_view>

namespace edgebench {

enum class Architecture { x86_64, arm64 };

// As in the names of files and folders: "x86_64", "arm64".
std::string_view name_of(Architecture architecture);

// Of a phone's ABI ("arm64-v8a", "x86_64"). Throws Error::device for one that no engine is built
// for.
Architecture architecture_of_abi(std::string_view abi);

}  // namespace edgebench
