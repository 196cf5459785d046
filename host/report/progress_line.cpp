#include "host/report/progress_line.hpp"

#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"

#include <algorithm>

namespace edgebench::report {

namespace {

// "3 s left", "2 min left", "1.5 h left"
std::string time_left(double seconds) {
    if (seconds < 99) return std::to_string(static_cast<int>(seconds) + 1) + " s left";
    if (seconds < 99 * 60) return std::to_string(static_cast<int>(seconds / 60) + 1) + " min left";
    return significant(seconds / 3600, 2) + " h left";
}

std::string rate_in_words(const ByteCount& bytes) {
    if (!bytes.per_s || *bytes.per_s < 1) return "";
    const auto left = static_cast<double>(bytes.total - bytes.done) / *bytes.per_s;
    const auto rate = "  " + data_size(static_cast<std::int64_t>(*bytes.per_s)) + "/s";
    return bytes.done < bytes.total ? rate + "  " + time_left(left) : rate;
}

}  // namespace

std::string byte_progress(const std::string& label, ByteCount bytes, std::size_t width) {
    constexpr std::int64_t k_cells = 20;
    bytes.done = std::clamp<std::int64_t>(bytes.done, 0, std::max<std::int64_t>(bytes.total, 0));
    const auto share =
        bytes.total > 0 ? static_cast<double>(bytes.done) / static_cast<double>(bytes.total) : 1.0;
    const auto filled = static_cast<std::size_t>(share * k_cells);
    const auto percent = static_cast<int>(share * 100);
    std::string line = safe_text(label) + "  [" + std::string(filled, '#') +
                       std::string(k_cells - filled, '.') + "]  " + std::to_string(percent) +
                       " %  " + data_size(bytes.done) + " of " + data_size(bytes.total) +
                       rate_in_words(bytes);
    return shortened(line, width);
}

}  // namespace edgebench::report
