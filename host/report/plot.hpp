#pragma once
// A curve drawn with characters.

#include <span>
#include <string>
#include <vector>

namespace edgebench::report {

struct Point {
    double x = 0;
    double y = 0;
};

// `points` ascend in x. `width` and `height` are of the drawing, without its labels; a column shows
// the mean of the points that fall into it. Labels of y carry three digits; `y_unit` stands above.
// Empty for fewer than two points or no extent.
std::string plot_text(std::span<const Point> points, std::size_t width, std::size_t height,
                      const std::string& x_unit, const std::string& y_unit);

}  // namespace edgebench::report
