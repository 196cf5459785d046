#include "host/report/table.hpp"

#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>
#include <numeric>

namespace edgebench::report {
namespace {

constexpr std::size_t k_gap = 2;         // between columns
constexpr std::size_t k_narrowest = 12;  // no column is made narrower to fit the terminal
constexpr int k_digits = 4;

enum class Align { left, right };

std::string text_of(const TableCell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&cell)) return significant(*number, k_digits);
    if (const auto* text = std::get_if<std::string>(&cell)) return safe_text(*text);
    if (const auto* blob = std::get_if<Blob>(&cell)) return to_hex(*blob);
    return k_nothing;
}

bool is_number(const TableCell& cell) {
    return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

// A column of numbers and missing values only.
Align alignment_of(const Table& table, std::size_t column) {
    const auto fits = [&](const auto& row) {
        return is_number(row[column]) || std::holds_alternative<std::monostate>(row[column]);
    };
    const auto numeric = [&](const auto& row) { return is_number(row[column]); };
    const bool right = std::all_of(table.rows.begin(), table.rows.end(), fits) &&
                       std::any_of(table.rows.begin(), table.rows.end(), numeric);
    return right ? Align::right : Align::left;
}

// Takes from the widest until the line fits.
void fit(std::vector<std::size_t>& widths, std::size_t line) {
    if (widths.empty()) return;
    auto used = std::accumulate(widths.begin(), widths.end(), k_gap * (widths.size() - 1));
    while (used > line) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= k_narrowest) return;
        --*widest;
        --used;
    }
}

std::string padded(const std::string& text, std::size_t width, Align align) {
    const auto cut = shortened(text, width);
    const std::string space(width - std::min(width, display_width(cut)), ' ');
    return align == Align::right ? space + cut : cut + space;
}

using Line = std::vector<std::string>;

std::string join(const Line& line, const std::vector<std::size_t>& widths,
                 const std::vector<Align>& aligns) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (i > 0) text += std::string(k_gap, ' ');
        text += padded(line[i], widths[i], aligns[i]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
}

}  // namespace

std::string table_text(const Table& table, std::optional<std::size_t> width) {
    std::vector<Line> lines(1);
    for (const auto& column : table.columns) lines[0].push_back(safe_text(column));
    for (const auto& row : table.rows) {
        Line line;
        for (const auto& cell : row) line.push_back(text_of(cell));
        lines.push_back(std::move(line));
    }
    std::vector<std::size_t> widths(table.columns.size(), 0);
    std::vector<Align> aligns;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        for (const auto& line : lines) widths[i] = std::max(widths[i], display_width(line[i]));
        aligns.push_back(alignment_of(table, i));
    }
    if (width) fit(widths, *width);
    std::string text;
    for (const auto& line : lines) text += join(line, widths, aligns);
    return text;
}

}  // namespace edgebench::report
