#pragma once
// Text from a model or a phone, made harmless for a terminal: control characters and those that
// reorder text become visible escapes, bytes that are not UTF-8 become U+FFFD.

#include <cstddef>
#include <string>
#include <string_view>

namespace edgebench::report {

enum class LineBreaks { escape, keep };

std::string safe_text(std::string_view text, LineBreaks breaks = LineBreaks::escape);

// Columns that safe text takes on a terminal.
std::size_t display_width(std::string_view safe);

// The beginning of safe text in at most `width` columns, with "…" where something was cut.
std::string shortened(std::string_view safe, std::size_t width);

}  // namespace edgebench::report
