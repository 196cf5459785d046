#pragma once
// Files as owned descriptors. Every failure is an Error that names the path: storage_full where
// there is no room, else device.

#include "protocol/bytes.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace edgebench::agent {

[[noreturn]] void throw_errno(std::string_view verb, const std::filesystem::path& path);

class File {
  public:
    // `flags` as for open(2); O_CLOEXEC is always added.
    File(std::filesystem::path path, int flags, mode_t mode = 0600);
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    int descriptor() const { return descriptor_; }
    const std::filesystem::path& path() const { return path_; }
    std::int64_t size() const;

    void write(ByteView bytes);
    // Fewer bytes than asked for only at the end of the file.
    std::size_t read_at(std::int64_t offset, std::span<std::uint8_t> into) const;
    // Takes storage for so many bytes behind the end; the file does not grow. Without effect on a
    // file system that cannot.
    void reserve(std::int64_t bytes);
    void truncate(std::int64_t size);
    void sync();

  private:
    std::filesystem::path path_;
    int descriptor_ = -1;
};

// Nothing when the file does not exist.
std::optional<std::string> read_text(const std::filesystem::path& path);
Bytes read_bytes(const std::filesystem::path& path);
// Either the old or the new text is there, whenever the phone dies.
void replace_text(const std::filesystem::path& path, std::string_view text, mode_t mode = 0600);
// Over what is there, durable.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);
void sync_folder(const std::filesystem::path& folder);
// Also the missing folders above it, each for its owner only.
void make_folder(const std::filesystem::path& folder);

}  // namespace edgebench::agent
