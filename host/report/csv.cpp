#include "host/report/table.hpp"
#include "protocol/bytes.hpp"

#include <fmt/format.h>

namespace edgebench::report {
namespace {

std::string quoted(const std::string& text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + "\"";
}

std::string field_of(const TableCell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&cell)) return fmt::format("{}", *number);
    if (const auto* text = std::get_if<std::string>(&cell)) return quoted(*text);
    if (const auto* blob = std::get_if<Blob>(&cell)) return to_hex(*blob);
    return {};
}

}  // namespace

std::string table_csv(const Table& table) {
    std::string csv;
    for (const auto& column : table.columns) {
        csv += (&column == &table.columns.front() ? "" : ",") + quoted(column);
    }
    csv += "\r\n";
    for (const auto& row : table.rows) {
        for (const auto& cell : row) csv += (&cell == &row.front() ? "" : ",") + field_of(cell);
        csv += "\r\n";
    }
    return csv;
}

}  // namespace edgebench::report
