#pragma once
// A table of values, and its writers: aligned text for people, CSV (RFC 4180) and JSON for
// programs.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace edgebench::report {

using Blob = std::vector<std::uint8_t>;
// monostate is a missing value.
using TableCell = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

inline TableCell number_cell(std::optional<double> value) {
    return value ? TableCell(*value) : TableCell();
}

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<TableCell>> rows;  // as many cells each as there are columns
};

// A dash for a missing value, numbers to the right. With a width, long texts are shortened so that
// lines fit where possible.
std::string table_text(const Table& table, std::optional<std::size_t> width);

// A missing value is an empty field, an empty text is "". Numbers keep all digits, blobs are
// hexadecimal.
std::string table_csv(const Table& table);

// A list of objects. A second column of the same name gets "_2".
std::string table_json(const Table& table);

}  // namespace edgebench::report
