#pragma once
// What a reader can do about the reason of a verdict; host/metrics knows it, the caller passes it
// in.

#include <functional>
#include <string>
#include <string_view>

namespace edgebench::report {

using HintFor = std::function<std::string(std::string_view reason)>;  // empty: no next step

}  // namespace edgebench::report
