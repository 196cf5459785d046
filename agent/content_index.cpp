#include "agent/content_index.hpp"

#include "agent/file.hpp"
#include "protocol/sha256.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

namespace edgebench::agent {
namespace {

constexpr std::size_t k_hash_at_once = 1024 * 1024;

// Takes it, and the space behind it, from the front of `line`.
std::string_view next_word(std::string_view& line) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    return word;
}

// A damaged number is 0: the file is then hashed again.
std::int64_t entry_number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::string sha256_of_file(const std::filesystem::path& file) {
    const File source(file, O_RDONLY);
    Bytes piece(k_hash_at_once);
    Sha256 hash;
    std::int64_t offset = 0;
    while (const auto count = source.read_at(offset, piece)) {
        hash.update(std::span(piece).first(count));
        offset += static_cast<std::int64_t>(count);
    }
    return to_hex(hash.finish());
}

ContentIndex::ContentIndex(std::filesystem::path index_file, std::filesystem::path root)
    : index_file_(std::move(index_file)), root_(std::move(root)) {
    const auto text = read_text(index_file_).value_or("");
    std::string_view rest = text;
    while (!rest.empty()) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        Entry entry;
        entry.sha256 = next_word(line);
        entry.size = entry_number(next_word(line));
        entry.mtime_ns = entry_number(next_word(line));
        entry.inode = static_cast<std::uint64_t>(entry_number(next_word(line)));
        entries_[std::string(line)] = entry;
    }
}

std::optional<ContentIndex::Entry> ContentIndex::look_at(const std::filesystem::path& file) {
    struct stat status{};
    if (::lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    Entry entry;
    entry.size = status.st_size;
    entry.mtime_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    entry.inode = status.st_ino;
    return entry;
}

bool ContentIndex::holds(const std::filesystem::path& file, const std::string& sha256) {
    const auto there = look_at(file);
    if (!there) return false;
    const auto known = entries_.find(file.lexically_relative(root_).string());
    if (known != entries_.end() && known->second.size == there->size &&
        known->second.mtime_ns == there->mtime_ns && known->second.inode == there->inode) {
        return known->second.sha256 == sha256;
    }
    const auto found = sha256_of_file(file);
    remember(file, found);
    return found == sha256;
}

void ContentIndex::remember(const std::filesystem::path& file, const std::string& sha256) {
    auto entry = look_at(file);
    if (!entry) return;
    entry->sha256 = sha256;
    entries_[file.lexically_relative(root_).string()] = *entry;
    std::erase_if(entries_, [this](const auto& item) { return !look_at(root_ / item.first); });
    save();
}

void ContentIndex::save() const {
    std::string text;
    for (const auto& [path, entry] : entries_) {
        text += entry.sha256 + ' ' + std::to_string(entry.size) + ' ' +
                std::to_string(entry.mtime_ns) + ' ' + std::to_string(entry.inode) + ' ' + path +
                '\n';
    }
    replace_text(index_file_, text);
}

}  // namespace edgebench::agent
