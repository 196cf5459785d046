#pragma once
// One line that says how far something is.

#include <cstddef>
#include <cstdint>
#include <string>

namespace edgebench::report {

// "upload  [#####·····]  52 %  6.8 of 13.1 MiB", at most `width` columns.
std::string byte_progress(const std::string& label, std::int64_t done, std::int64_t total,
                          std::size_t width);

}  // namespace edgebench::report
