#include "host/fetch/part_state.hpp"

#include "protocol/bytes.hpp"

#include <algorithm>
#include <charconv>

namespace edgebench::fetch {
namespace {

constexpr std::string_view k_first_line = "edgebench part 1";
constexpr std::size_t k_longest_etag = 256;

// Cuts what stands before `separator` off `text`; nothing if there is no separator.
std::optional<std::string_view> cut(std::string_view& text, char separator) {
    const auto at = text.find(separator);
    if (at == text.npos) return std::nullopt;
    const auto before = text.substr(0, at);
    text.remove_prefix(at + 1);
    return before;
}

bool take_missing(PartState& state, std::string_view value) {
    const auto begin = cut(value, ' ');
    const auto first = begin ? parse_byte_count(*begin) : std::nullopt;
    const auto last = parse_byte_count(value);
    if (!first || !last || *first >= *last || *last > state.size_bytes) return false;
    if (!state.missing.empty() && *first <= state.missing.back().end) return false;
    state.missing.push_back({*first, *last});
    return true;
}

bool take_line(PartState& state, std::string_view line) {
    const auto name = cut(line, ' ');
    if (!name) return false;
    if (*name == "etag") return is_strong_etag(state.etag = line);
    if (*name == "sha256") return is_sha256_hex(state.sha256 = line);
    if (*name == "boot") return !(state.boot_id = line).empty();
    return *name == "missing" && take_missing(state, line);
}

}  // namespace

std::string to_text(const PartState& state) {
    std::string text(k_first_line);
    text += "\nsize " + std::to_string(state.size_bytes) + '\n';
    if (!state.etag.empty()) text += "etag " + state.etag + '\n';
    if (!state.sha256.empty()) text += "sha256 " + state.sha256 + '\n';
    if (!state.boot_id.empty()) text += "boot " + state.boot_id + '\n';
    for (const auto& range : state.missing) {
        text += "missing " + std::to_string(range.begin) + ' ' + std::to_string(range.end) + '\n';
    }
    return text;
}

std::optional<PartState> parse_part_state(std::string_view text) {
    if (cut(text, '\n') != k_first_line || cut(text, ' ') != "size") return std::nullopt;
    const auto size = parse_byte_count(cut(text, '\n').value_or(""));
    if (!size) return std::nullopt;
    PartState state;
    state.size_bytes = *size;
    while (!text.empty()) {
        const auto line = cut(text, '\n');
        if (!line || !take_line(state, *line)) return std::nullopt;
    }
    return state;
}

bool is_strong_etag(std::string_view text) {
    if (text.size() < 3 || text.size() > k_longest_etag) return false;
    if (text.front() != '"' || text.back() != '"') return false;
    const auto opaque = text.substr(1, text.size() - 2);
    return std::all_of(opaque.begin(), opaque.end(),
                       [](char c) { return c > ' ' && c < 0x7f && c != '"'; });
}

std::optional<std::int64_t> parse_byte_count(std::string_view text) {
    constexpr std::size_t k_most_digits = 18;  // all of them fit
    std::int64_t count = 0;
    if (text.empty() || text.size() > k_most_digits || text.front() == '-') return std::nullopt;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || stopped != text.data() + text.size()) return std::nullopt;
    return count;
}

}  // namespace edgebench::fetch
