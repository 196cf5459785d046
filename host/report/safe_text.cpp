#include "host/report/safe_text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace edgebench::report {
namespace {

constexpr std::uint32_t k_replacement = 0xFFFD;

struct Character {
    std::uint32_t code = k_replacement;
    std::size_t bytes = 1;
};

// How many bytes a character has that begins like this; 0 for what cannot begin one.
std::size_t length_of(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. What is wrong counts one
// byte.
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto length = length_of(byte(0));
    if (length == 0 || length > text.size()) return {};
    if (length == 1) return {byte(0), 1};
    std::uint32_t code = byte(0) & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr std::uint32_t k_least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool wrong =
        code < k_least[length] || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF;
    return wrong ? Character{} : Character{code, length};
}

// C0, DEL, C1, line and paragraph separators, and what overrides or isolates text direction.
bool is_harmful(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x200E || code == 0x200F ||
           code == 0x061C || code == 0xFEFF;
}

std::string escape(std::uint32_t code) {
    if (code == '\n') return "\\n";
    if (code == '\r') return "\\r";
    if (code == '\t') return "\\t";
    return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

std::size_t width_of(std::uint32_t code) {
    const auto within = [code](std::uint32_t first, std::uint32_t last) {
        return code >= first && code <= last;
    };
    if (within(0x0300, 0x036F) || within(0x200B, 0x200D) || within(0xFE00, 0xFE0F)) return 0;
    // East Asian wide and emoji, by block (Unicode Standard Annex 11).
    const bool wide = within(0x1100, 0x115F) || within(0x2E80, 0xA4CF) || within(0xAC00, 0xD7A3) ||
                      within(0xF900, 0xFAFF) || within(0xFE30, 0xFE6F) || within(0xFF00, 0xFF60) ||
                      within(0x1F300, 0x1FAFF) || within(0x20000, 0x3FFFD);
    return wide ? 2 : 1;
}

}  // namespace

std::string safe_text(std::string_view text, LineBreaks breaks) {
    std::string safe;
    while (!text.empty()) {
        const auto [code, bytes] = first_character(text);
        const bool kept_break = code == '\n' && breaks == LineBreaks::keep;
        if (code == k_replacement) {
            safe += "\uFFFD";
        } else if (is_harmful(code) && !kept_break) {
            safe += escape(code);
        } else {
            safe += text.substr(0, bytes);
        }
        text.remove_prefix(bytes);
    }
    return safe;
}

std::size_t display_width(std::string_view safe) {
    std::size_t width = 0;
    while (!safe.empty()) {
        const auto [code, bytes] = first_character(safe);
        width += width_of(code);
        safe.remove_prefix(bytes);
    }
    return width;
}

std::string shortened(std::string_view safe, std::size_t width) {
    if (display_width(safe) <= width) return std::string(safe);
    std::size_t used = 1;  // the ellipsis
    std::size_t kept = 0;
    while (kept < safe.size()) {
        const auto [code, bytes] = first_character(safe.substr(kept));
        used += width_of(code);
        if (used > width) break;
        kept += bytes;
    }
    return std::string(safe.substr(0, kept)) + "…";
}

}  // namespace edgebench::report
