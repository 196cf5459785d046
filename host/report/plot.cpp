#include "host/report/plot.hpp"

#include "host/report/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace edgebench::report {
namespace {

constexpr std::size_t k_label_width = 8;
// A cell is divided into eighths.
constexpr std::array k_blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr int k_eighths = 8;

std::string label(const std::string& text) {
    return std::string(k_label_width - std::min(k_label_width, text.size()), ' ') + text + " ";
}

// The mean of the points of each column; nothing where there are none.
std::vector<std::optional<double>> columns_of(std::span<const Point> points, std::size_t width) {
    std::vector<double> sums(width);
    std::vector<int> counts(width);
    const double begin = points.front().x, length = points.back().x - begin;
    for (const auto& point : points) {
        const auto place = static_cast<std::size_t>(
            std::lround((point.x - begin) / length * static_cast<double>(width - 1)));
        sums[place] += point.y;
        ++counts[place];
    }
    std::vector<std::optional<double>> columns(width);
    for (std::size_t i = 0; i < width; ++i) {
        if (counts[i] > 0) columns[i] = sums[i] / counts[i];
    }
    return columns;
}

}  // namespace

std::string plot_text(std::span<const Point> points, std::size_t width, std::size_t height,
                      const std::string& x_unit, const std::string& y_unit) {
    if (points.size() < 2 || !(points.back().x > points.front().x)) return "";
    const auto columns = columns_of(points, width);
    double top = 0;
    for (const auto& column : columns) top = std::max(top, column.value_or(0));
    if (!(top > 0)) return "";
    std::string text = label(y_unit) + "\n";
    for (std::size_t row = height; row-- > 0;) {
        const bool labelled = row + 1 == height || row == 0;
        const double at = row == 0 ? 0 : top;
        text += label(labelled ? significant(at) : "");
        for (const auto& column : columns) {
            const double filled =
                column.value_or(0) / top * static_cast<double>(height) - static_cast<double>(row);
            const auto eighths =
                std::clamp(static_cast<int>(std::lround(filled * k_eighths)), 0, k_eighths);
            text += k_blocks[static_cast<std::size_t>(eighths)];
        }
        text += "\n";
    }
    const auto end = significant(points.back().x - points.front().x) + " " + x_unit;
    const auto gap = width > end.size() + 1 ? width - end.size() - 1 : 1;
    text += label("") + "0" + std::string(gap, ' ') + end;
    return text + "\n";
}

}  // namespace edgebench::report
