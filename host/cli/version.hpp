#pragma once
// The version of this edgebench.

#include <string>

namespace edgebench::cli {

std::string version();  // "0.1.0"

}  // namespace edgebench::cli
