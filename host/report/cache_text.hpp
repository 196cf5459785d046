#pragma once
// What `edgebench cache` did and found on a phone, for people and as JSON.

#include "host/types/stored_content.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace edgebench::report {

std::string cache_text(const CacheReport& report, std::optional<std::size_t> width);
std::string cache_json(const CacheReport& report);

}  // namespace edgebench::report
