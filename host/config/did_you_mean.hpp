#pragma once
// Suggestions for names that were nearly right.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

// The candidate that `wanted` was probably meant to be, if one is near enough.
std::optional<std::string> nearest(std::string_view wanted,
                                   const std::vector<std::string>& candidates);

// A hint for whoever asked for `wanted`: "Did you mean 'x'?", else "Known WHAT: a, b, c.", else
// empty.
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates,
                         std::string_view what);

}  // namespace edgebench
