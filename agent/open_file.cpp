#include "agent/open_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace edgebench::agent {
namespace {

constexpr std::string_view k_space = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(k_space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(k_space) - first + 1);
}

}  // namespace

OpenFile::OpenFile(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) error_ = errno;
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), error_(other.error_) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(error_, other.error_);
    return *this;
}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::string> OpenFile::text() const {
    if (descriptor_ < 0) return std::nullopt;
    std::array<char, 255> buffer;
    const ssize_t count = ::pread(descriptor_, buffer.data(), buffer.size(), 0);
    if (count < 0) {
        error_ = errno;
        return std::nullopt;
    }
    return std::string(trimmed({buffer.data(), static_cast<std::size_t>(count)}));
}

std::optional<std::int64_t> OpenFile::integer() const {
    const auto content = text();
    if (!content) return std::nullopt;
    return parse_integer(*content);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::nullopt;
    std::string content;
    std::array<char, 4096> buffer;
    ssize_t count = 0;
    while ((count = ::read(descriptor, buffer.data(), buffer.size())) > 0) {
        content.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ::close(descriptor);
    if (count < 0) return std::nullopt;
    return content;
}

std::optional<std::int64_t> kibibytes_of(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with(key) || !line.substr(key.size()).starts_with(':')) continue;
        const auto value = trimmed(line.substr(key.size() + 1));
        return parse_integer(value.substr(0, value.find(' ')));
    }
    return std::nullopt;
}

}  // namespace edgebench::agent
