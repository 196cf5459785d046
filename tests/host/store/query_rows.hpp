#pragma once
// The rows of a query by the names of their columns.

#include "host/store/database.hpp"
#include "host/store/query.hpp"

#include <map>
#include <string>
#include <vector>

namespace edgebench::store {

using Row = std::map<std::string, QueryCell>;

inline std::vector<Row> rows_of(Database& database, const std::string& sql) {
    const auto result = run_query(database.file(), sql);
    std::vector<Row> rows;
    for (const auto& cells : result.rows) {
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < cells.size(); ++i) row[result.columns[i]] = cells[i];
    }
    return rows;
}

inline bool is_null(const Row& row, const std::string& column) {
    return std::holds_alternative<std::monostate>(row.at(column));
}
inline double number(const Row& row, const std::string& column) {
    const auto& cell = row.at(column);
    if (const auto* integer = std::get_if<std::int64_t>(&cell))
        return static_cast<double>(*integer);
    return std::get<double>(cell);
}
inline std::string text(const Row& row, const std::string& column) {
    return std::get<std::string>(row.at(column));
}

}  // namespace edgebench::store
