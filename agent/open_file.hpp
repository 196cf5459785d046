#pragma once
// Small kernel files (sysfs, proc) kept open and read again and again with one pread: the only file
// access inside a measured window.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench::agent {

class OpenFile {
  public:
    // Read only. Throws nothing: what could not be opened answers nothing and knows why.
    explicit OpenFile(const std::filesystem::path& path);
    OpenFile() = default;
    OpenFile(OpenFile&& other) noexcept;
    OpenFile& operator=(OpenFile&& other) noexcept;
    ~OpenFile();

    // Its first 255 bytes, from the beginning, without trailing white space. Remembers errno.
    std::optional<std::string> text() const;
    std::optional<std::int64_t> integer() const;
    // The errno of the last failure; 0 when there was none.
    int error() const { return error_; }

  private:
    int descriptor_ = -1;
    mutable int error_ = 0;
};

// An integer with nothing behind it.
std::optional<std::int64_t> parse_integer(std::string_view text);

// The whole of a small file (/proc/meminfo, say); nothing when it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path);

// "KEY:   123 kB" in a file of such lines, as /proc/meminfo and /proc/PID/status have them.
std::optional<std::int64_t> kibibytes_of(std::string_view text, std::string_view key);

}  // namespace edgebench::agent
