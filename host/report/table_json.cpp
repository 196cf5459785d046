#include "host/report/table.hpp"
#include "protocol/bytes.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson value_of(const TableCell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
    if (const auto* number = std::get_if<double>(&cell)) return *number;
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* blob = std::get_if<Blob>(&cell)) return to_hex(*blob);
    return nullptr;
}

std::vector<std::string> distinct_names(const std::vector<std::string>& columns) {
    std::map<std::string, int> seen;
    std::vector<std::string> names;
    for (const auto& column : columns) {
        const int count = ++seen[column];
        names.push_back(count == 1 ? column : column + "_" + std::to_string(count));
    }
    return names;
}

}  // namespace

std::string table_json(const Table& table) {
    const auto names = distinct_names(table.columns);
    auto list = OrderedJson::array();
    for (const auto& row : table.rows) {
        auto object = OrderedJson::object();
        for (std::size_t i = 0; i < row.size(); ++i) object[names[i]] = value_of(row[i]);
        list.push_back(std::move(object));
    }
    return list.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report
