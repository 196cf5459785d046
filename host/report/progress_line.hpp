#pragma once
// One line that says how far something is.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace edgebench::report {

struct ByteCount {
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::optional<double> per_s;
};

// "upload  [#####·····]  52 %  6.8 MiB of 13.1 MiB  2.1 MiB/s  3 s left", at most `width` columns.
std::string byte_progress(const std::string& label, ByteCount bytes, std::size_t width);

}  // namespace edgebench::report
