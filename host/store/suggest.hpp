#pragma once
// Names close to one that was misspelt.

#include <string>
#include <string_view>
#include <vector>

namespace edgebench::store {

// At most three of `names`, the closest first; those that are not close are left out.
std::vector<std::string> closest_names(std::string_view wanted,
                                       const std::vector<std::string>& names);

}  // namespace edgebench::store
