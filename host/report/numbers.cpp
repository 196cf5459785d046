#include "host/report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace edgebench::report {

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return k_nothing;
    if (value == 0) return "0";
    // Rounding first: 9.999 has two digits before the point when three are shown.
    const auto rounded = std::stod(fmt::format("{:.{}e}", value, digits - 1));
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(rounded))));
    constexpr int k_smallest_exponent = -4;
    if (exponent < k_smallest_exponent) return fmt::format("{:.{}e}", value, digits - 1);
    return fmt::format("{:.{}f}", value, std::max(0, digits - 1 - exponent));
}

std::string significant(std::optional<double> value, int digits) {
    return value ? significant(*value, digits) : k_nothing;
}

std::optional<double> mebibytes(std::optional<Bytes64> bytes) {
    if (!bytes) return std::nullopt;
    return static_cast<double>(bytes->value()) / static_cast<double>(k_mebibyte);
}

std::string with_unit(std::optional<double> value, const char* unit) {
    return value ? significant(*value) + " " + unit : k_nothing;
}

std::string signed_percent(double share) {
    return (share < 0 ? "-" : "+") + significant(std::abs(share) * 100) + " %";
}

std::string whole(std::optional<std::int64_t> value) {
    return value ? std::to_string(*value) : k_nothing;
}

std::string counted(std::int64_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string data_size(std::int64_t bytes) {
    constexpr std::array k_units{"B", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < k_units.size(); ++unit) value /= 1024;
    return (unit == 0 ? std::to_string(bytes) : significant(value)) + " " + k_units[unit];
}

}  // namespace edgebench::report
