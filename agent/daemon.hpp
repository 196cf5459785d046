#pragma once
// The process: what each command of the agent does, how it detaches itself, and what it prints.
//
// Standard output carries one line of JSON: an Endpoint, {"build_id","protocol"},
// {"restored":true},
// {"busy":{"owner","plan","until"}} or {"error":{"code","message","hint"}}.

#include <string>
#include <vector>

namespace edgebench::agent {

constexpr int k_exit_ok = 0;
constexpr int k_exit_failure = 1;
constexpr int k_exit_usage = 2;
constexpr int k_exit_busy = 3;

// The exit code. Never throws.
int run(const std::vector<std::string>& arguments) noexcept;

}  // namespace edgebench::agent
