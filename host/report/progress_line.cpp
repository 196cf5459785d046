#include "host/report/progress_line.hpp"

#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"

#include <algorithm>

namespace edgebench::report {

std::string byte_progress(const std::string& label, std::int64_t done, std::int64_t total,
                          std::size_t width) {
    constexpr std::int64_t k_cells = 20;
    done = std::clamp<std::int64_t>(done, 0, std::max<std::int64_t>(total, 0));
    const auto share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
    const auto filled = static_cast<std::size_t>(share * k_cells);
    const auto percent = static_cast<int>(share * 100);
    std::string line = safe_text(label) + "  [" + std::string(filled, '#') +
                       std::string(k_cells - filled, '.') + "]  " + std::to_string(percent) +
                       " %  " + data_size(done) + " of " + data_size(total);
    return shortened(line, width);
}

}  // namespace edgebench::report
