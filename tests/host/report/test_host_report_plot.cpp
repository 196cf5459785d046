#include "host/report/plot.hpp"

#include <catch2/catch.hpp>

using namespace edgebench::report;

TEST_CASE("a curve rises from its axis to its highest value", "[host/report]") {
    const std::vector<Point> points = {{0, 0}, {1, 1}, {2, 2}, {3, 4}};
    CHECK(plot_text(points, 4, 2, "s", "A") ==
          "       A \n"
          "    4.00    █\n"
          "       0  ▄██\n"
          "         0 3.00 s\n");
}

TEST_CASE("a column shows the mean of its points, and nothing where it has none", "[host/report]") {
    const std::vector<Point> points = {{0, 1}, {0.1, 3}, {9, 2}};
    CHECK(plot_text(points, 3, 1, "s", "W") ==
          "       W \n"
          "       0 █ █\n"
          "         0 9.00 s\n");
}

TEST_CASE("too little for a curve is no curve", "[host/report]") {
    const std::vector<Point> one = {{0, 1}};
    const std::vector<Point> no_extent = {{1, 1}, {1, 2}};
    const std::vector<Point> nothing_positive = {{0, 0}, {1, 0}};
    CHECK(plot_text(one, 10, 2, "s", "A").empty());
    CHECK(plot_text(no_extent, 10, 2, "s", "A").empty());
    CHECK(plot_text(nothing_positive, 10, 2, "s", "A").empty());
}
