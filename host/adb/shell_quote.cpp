#include "host/adb/shell_quote.hpp"

#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::adb {
namespace {

// Characters that no shell treats specially, in any position.
bool is_plain(char c) {
    constexpr std::string_view k_plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%";
    return k_plain.find(c) != std::string_view::npos;
}

}  // namespace

std::string quote(std::string_view word) {
    if (word.find('\0') != std::string_view::npos) {
        throw Error(ErrorCode::internal, "a zero byte in an argument of a command on the phone");
    }
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) {
        return std::string(word);
    }
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'') {
            quoted += "'\\''";
        } else {
            quoted += c;
        }
    }
    quoted += '\'';
    return quoted;
}

std::string command_line(std::span<const std::string> argv) {
    std::string line;
    for (const std::string& word : argv) {
        if (!line.empty()) {
            line += ' ';
        }
        line += quote(word);
    }
    return line;
}

}  // namespace edgebench::adb
