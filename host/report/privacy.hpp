#pragma once
// What left or reached the phone while it answered, as far as the shell may see it.

#include "host/types/results.hpp"

#include <span>
#include <string>

namespace edgebench::report {

// Lines for one trial, "unreadable" where the phone does not say.
std::string engine_sockets_text(const Traffic& traffic);
std::string shell_bytes_text(const Traffic& traffic);

// Of all finished trials together; empty where there is none.
std::string privacy_summary(std::span<const Attempt> attempts);

}  // namespace edgebench::report
