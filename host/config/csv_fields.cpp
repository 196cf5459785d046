#include "host/config/csv_fields.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace edgebench {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view k_space = " \t\r\"'\f\v";
    const auto from = text.find_first_not_of(k_space);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(k_space) - from + 1);
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t k_longest = 24;
    std::string result = "'";
    for (const char c : text.substr(0, k_longest)) {
        result += std::isprint(static_cast<unsigned char>(c)) != 0 ? c : '?';
    }
    return result + (text.size() > k_longest ? "…'" : "'");
}

char separator_of(std::string_view header) {
    char best = ' ';
    std::ptrdiff_t most = 0;
    for (const char candidate : {',', ';', '\t'}) {
        const auto count = std::count(header.begin(), header.end(), candidate);
        if (count > most) {
            most = count;
            best = candidate;
        }
    }
    return best;
}

CsvFields split_csv(std::string_view line, char separator) {
    CsvFields fields;
    if (separator == ' ') line = trimmed(line);
    while (true) {
        const auto end = std::min(line.find(separator), line.size());
        fields.push_back(trimmed(line.substr(0, end)));
        if (end == line.size()) return fields;
        line.remove_prefix(end + 1);
        while (separator == ' ' && line.starts_with(' ')) line.remove_prefix(1);
    }
}

std::optional<double> number_of(std::string_view text, char separator) {
    std::string copy(text);
    if (separator == ';') std::replace(copy.begin(), copy.end(), ',', '.');
    const char* begin = copy.data() + (copy.starts_with('+') ? 1 : 0);
    double value = 0;
    const auto [end, error] = std::from_chars(begin, copy.data() + copy.size(), value);
    if (error != std::errc() || end != copy.data() + copy.size()) return std::nullopt;
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string plain_name(std::string_view name) {
    std::string plain;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        // The micro sign and the Greek letter, in UTF-8.
        const auto pair = name.substr(i, 2);
        if (pair == "\xC2\xB5" || pair == "\xCE\xBC") {
            plain += 'u';
            ++i;
        } else if (std::isalnum(c) != 0) {
            plain += static_cast<char>(std::tolower(c));
        } else if (!plain.empty() && plain.back() != ' ') {
            plain += ' ';
        }
    }
    while (plain.ends_with(' ')) plain.pop_back();
    return plain;
}

bool has_word(const std::string& plain_name, std::string_view word) {
    return (" " + plain_name + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

std::optional<double> stated_time_scale(const std::string& plain_name) {
    const auto states = [&](std::initializer_list<const char*> words) {
        return std::any_of(words.begin(), words.end(),
                           [&](const char* word) { return has_word(plain_name, word); });
    };
    const auto has = [&](const char* part) { return plain_name.find(part) != std::string::npos; };
    if (states({"ms", "msec", "millis", "milliseconds"}) || has("millis")) return 1e-3;
    if (states({"us", "usec", "micros", "microseconds"}) || has("micros")) return 1e-6;
    if (states({"ns", "nsec", "nanos", "nanoseconds"}) || has("nanos")) return 1e-9;
    if (states({"s", "sec", "secs", "seconds"})) return 1;
    return std::nullopt;
}

}  // namespace edgebench
