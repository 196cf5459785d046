#pragma once
// Hashes of files, remembered in the cache folder until a file's size, time or inode changes.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace edgebench {

// Called about every 64 MiB.
using HashProgress = std::function<void(std::int64_t bytes_done, std::int64_t bytes_total)>;

// In lower-case hexadecimal, both of the same bytes.
struct FileHash {
    std::string sha256;
    std::string xxh3_128;
};

// Reads the file. Throws Error::host when it cannot be read, Error::integrity when it changes
// meanwhile.
FileHash hash_file(const std::filesystem::path& file, const HashProgress& progress = {});

class FileHashes {
  public:
    // The folder is created when the first hash is remembered. One small file for each entry,
    // renamed into place: several processes may share it. Empty: nothing is remembered, and each
    // file is read.
    explicit FileHashes(std::filesystem::path folder);

    // Throws like hash_file.
    FileHash hash_of(const std::filesystem::path& file, const HashProgress& progress = {}) const;

    // For a file that was hashed while it was written and has got its final name.
    void remember(const std::filesystem::path& file, const FileHash& hash) const;

  private:
    std::filesystem::path folder_;
};

}  // namespace edgebench
