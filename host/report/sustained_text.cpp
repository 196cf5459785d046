#include "host/report/sustained_text.hpp"

#include "host/report/numbers.hpp"
#include "host/report/plot.hpp"
#include "host/report/table.hpp"

#include <vector>

namespace edgebench::report {
namespace {

constexpr std::size_t k_curve_width = 48;
constexpr std::size_t k_curve_height = 6;
constexpr double k_seconds_per_minute = 60;

Table minute_table(const Attempt& attempt) {
    Table table;
    table.columns = {"from min", "length s",   "requests", "decode tok/s",
                     "mean W",   "battery °C", "skin °C",  "CPU cap %"};
    for (const auto& minute : attempt.sustained) {
        table.rows.push_back({minute.begin.value() / k_seconds_per_minute, minute.duration.value(),
                              minute.requests, number_cell(minute.decode),
                              number_cell(number(minute.power)),
                              number_cell(number(minute.battery)), number_cell(number(minute.skin)),
                              number_cell(minute.cap_percent)});
    }
    return table;
}

std::string speed_plot(const Attempt& attempt) {
    std::vector<Point> points;
    for (const auto& minute : attempt.sustained) {
        if (!minute.decode) continue;
        const auto middle = minute.begin + minute.duration / 2;
        points.push_back({middle.value() / k_seconds_per_minute, *minute.decode});
    }
    return plot_text(points, k_curve_width, k_curve_height, "min", "tok/s");
}

std::string how_it_ended(const Attempt& attempt) {
    if (attempt.end.finish_reason != "ceiling") return "";
    return "The battery reached the ceiling of its temperature, which ended the trial.\n";
}

}  // namespace

std::string sustained_text(const Attempt& attempt, std::optional<std::size_t> width) {
    if (attempt.sustained.empty()) return "";
    std::string text = "requests back to back, by the minute\n" +
                       table_text(minute_table(attempt), width) + how_it_ended(attempt);
    const auto plot = speed_plot(attempt);
    return plot.empty() ? text : text + "\n" + plot;
}

}  // namespace edgebench::report
