#include "host/quality/text.hpp"

namespace edgebench {
namespace {

bool is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

}  // namespace

bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || static_cast<unsigned char>(byte) >= 0x80;
}

std::string normalised(std::string_view text) {
    std::string result;
    bool gap = false;
    for (const char byte : text) {
        if (is_space(byte)) {
            gap = true;
            continue;
        }
        if (gap && !result.empty()) result.push_back(' ');
        gap = false;
        result.push_back(lower(byte));
    }
    return result;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result;
    bool inside = false;
    for (const char byte : text) {
        const bool belongs = is_word_byte(byte);
        if (belongs && !inside) result.emplace_back();
        if (belongs) result.back().push_back(lower(byte));
        inside = belongs;
    }
    return result;
}

}  // namespace edgebench
