#pragma once
// What the Hub's files were at first use. A file that is downloaded again has to be the same, so
// that a result can be repeated where no catalogue knows the hash.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace edgebench {

struct LockedFile {
    std::string repository;  // "owner/name"
    std::string file;
    std::int64_t size_bytes = 0;
    std::string sha256;
    std::string revision;  // the repository's commit; "-" when it was not told
    bool operator==(const LockedFile&) const = default;
};

// A text file with a line for each: SHA-256, size, repository, revision, file. Several processes
// may share it.
class ModelLock {
  public:
    explicit ModelLock(std::filesystem::path path) : path_(std::move(path)) {}

    // Throws Error::configuration for a damaged line, Error::host when the file cannot be read.
    std::optional<LockedFile> find(const std::string& repository, const std::string& file) const;
    // Keeps what is pinned already. Throws Error::host when it cannot be written.
    void pin(const LockedFile& entry) const;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace edgebench
