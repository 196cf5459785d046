#pragma once
// What a reader can do about the reason of a verdict.

#include <string>
#include <string_view>

namespace edgebench {

// The next step, one sentence; empty for a reason that has none.
std::string hint_for(std::string_view reason);

}  // namespace edgebench
