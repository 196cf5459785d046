#include "host/fetch/answer.hpp"

#include "host/fetch/part_state.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>

namespace edgebench::fetch {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    for (auto& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view k_blank = " \t\r\n";
    const auto first = text.find_first_not_of(k_blank);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(k_blank) - first + 1);
}

// The SHA-256 in quotes that a Hub gives as the tag of a large file; other tags are no hash.
std::optional<std::string> sha256_of_tag(std::string_view tag) {
    if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
    auto hex = lower(tag.substr(1, tag.size() - 2));
    if (!is_sha256_hex(hex)) return std::nullopt;
    return hex;
}

bool is_commit(std::string_view text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

constexpr std::string_view k_bytes = "bytes ";

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view value) {
    if (lower(value.substr(0, k_bytes.size())) != k_bytes) return std::nullopt;
    value.remove_prefix(k_bytes.size());
    const auto dash = value.find('-');
    const auto slash = value.find('/');
    if (dash == value.npos || slash == value.npos || slash < dash) return std::nullopt;
    const auto first = parse_byte_count(value.substr(0, dash));
    const auto last = parse_byte_count(value.substr(dash + 1, slash - dash - 1));
    const auto total = parse_byte_count(value.substr(slash + 1));
    if (!first || !last || !total || *first > *last || *last >= *total) return std::nullopt;
    return ContentRange{*first, *last, *total};
}

void AnswerReader::take(std::string_view line) {
    if (line.starts_with("HTTP/")) return take_status(line);
    if (trimmed(line).empty()) return end_of_answer();
    const auto colon = line.find(':');
    if (colon == line.npos) return;
    const auto name = lower(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    take_field(name, value);
    take_announcement(name, value);
}

void AnswerReader::take_status(std::string_view line) {
    const bool follows_redirect = answer_.status >= 300 && answer_.status < 400;
    const int redirects = answer_.redirects + (follows_redirect ? 1 : 0);
    const auto space = line.find(' ');
    const auto code =
        space == line.npos ? std::nullopt : parse_byte_count(line.substr(space + 1, 3));
    answer_ = {};
    answer_.status = static_cast<int>(code.value_or(0));
    answer_.redirects = redirects;
    here_ = {};
    etag_sha256_.reset();
}

void AnswerReader::take_field(std::string_view name, std::string_view value) {
    if (name == "etag" && is_strong_etag(value)) answer_.etag = value;
    if (name == "content-length") answer_.content_length = parse_byte_count(value);
    if (name == "content-encoding") answer_.content_encoding = lower(value);
    if (name == "x-error-code") answer_.error_code = value;
    if (name != "content-range") return;
    answer_.range = parse_content_range(value);
    if (lower(value).starts_with("bytes */")) answer_.total = parse_byte_count(value.substr(8));
}

void AnswerReader::take_announcement(std::string_view name, std::string_view value) {
    if (name == "etag") etag_sha256_ = sha256_of_tag(value);
    if (name == "x-linked-etag") here_.sha256 = sha256_of_tag(value);
    if (name == "x-linked-size") here_.size_bytes = parse_byte_count(value);
    if (name == "x-repo-commit" && is_commit(value)) here_.commit = value;
}

// A plain server's ETag may be any 64 digits: it counts as a hash beside a Hub's X-Repo-Commit
// only.
void AnswerReader::end_of_answer() {
    if (!here_.sha256 && here_.commit) here_.sha256 = etag_sha256_;
    if (!announced_.sha256) announced_.sha256 = here_.sha256;
    if (!announced_.size_bytes) announced_.size_bytes = here_.size_bytes;
    if (!announced_.commit) announced_.commit = here_.commit;
}

}  // namespace edgebench::fetch
