#pragma once
// Remembers which SHA-256 a file was found to have, so that large files are hashed once. A file is
// known as long as its size, time of change and inode are those of that moment.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace edgebench::agent {

class ContentIndex {
  public:
    // The file: a line "sha256 size mtime_ns inode path" each. Without it nothing is known yet.
    ContentIndex(std::filesystem::path index_file, std::filesystem::path root);

    // Whether `file` (below the root) exists with this content; hashes it if need be.
    bool holds(const std::filesystem::path& file, const std::string& sha256);
    // `file` has just arrived or been hashed.
    void remember(const std::filesystem::path& file, const std::string& sha256);

  private:
    struct Entry {
        std::string sha256;
        std::int64_t size = 0;
        std::int64_t mtime_ns = 0;
        std::uint64_t inode = 0;
    };
    static std::optional<Entry> look_at(const std::filesystem::path& file);
    void save() const;

    std::filesystem::path index_file_;
    std::filesystem::path root_;
    std::map<std::string, Entry> entries_;  // by path relative to the root
};

// Of a whole file, read in large pieces.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace edgebench::agent
