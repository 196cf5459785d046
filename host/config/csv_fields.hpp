#pragma once
// The pieces of a line of CSV, as spreadsheets and instruments really write them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

using CsvFields = std::vector<std::string_view>;

// The text between white space and quotation marks.
std::string_view trimmed(std::string_view text);
// A word of a message: what a line may hold is not always fit to be printed.
std::string in_quotes(std::string_view text);

// Comma, semicolon or tab, whichever the header has most of; else a space.
char separator_of(std::string_view header);
// Each trimmed. Several spaces in a row separate once.
CsvFields split_csv(std::string_view line, char separator);
// With a semicolon between the fields the decimal sign may be a comma. Nothing unless it is finite.
std::optional<double> number_of(std::string_view text, char separator);

// "BATTERY_PROPERTY_CURRENT_NOW (µA)" → "battery property current now ua"
std::string plain_name(std::string_view name);
bool has_word(const std::string& plain_name, std::string_view word);
// The scale of a column's name to seconds, if it states one.
std::optional<double> stated_time_scale(const std::string& plain_name);

}  // namespace edgebench
