#pragma once
// What `collect`, `cancel` and `clean` brought home.

#include "host/run/phones.hpp"

#include <string>

namespace edgebench::cli {

std::string collected_text(const run::Collected& collected);

}  // namespace edgebench::cli
