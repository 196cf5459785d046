#pragma once
// The sync service's bytes: messages as packed little-endian structs, and a buffered blocking
// reader and writer.

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::virtual_phone {

struct SyncHead {
    std::uint32_t id = 0;
    std::uint32_t value = 0;  // a length, a time or nothing
};

struct StatV1 {
    StatV1(std::uint32_t id, const struct stat& info);
    std::uint32_t id;
    std::uint32_t mode;
    std::uint32_t size;
    std::uint32_t mtime;
};
static_assert(sizeof(StatV1) == 16);

struct [[gnu::packed]] StatV2 {
    StatV2(std::uint32_t id, int error, const struct stat& info);
    std::uint32_t id;
    std::uint32_t error;
    std::uint64_t dev;
    std::uint64_t ino;
    std::uint32_t mode;
    std::uint32_t nlink;
    std::uint32_t uid;
    std::uint32_t gid;
    std::uint64_t size;
    std::int64_t atime;
    std::int64_t mtime;
    std::int64_t ctime;
};
static_assert(sizeof(StatV2) == 72);

template <class T>
std::string as_text(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

struct SyncRequest {
    std::uint32_t id = 0;
    std::string text;
};

class SyncWire {
  public:
    SyncWire(int in, int out);

    // Reading: nothing, an empty span or false at the end of the stream.
    std::optional<SyncHead> read_head();
    std::optional<SyncRequest> read_request(std::uint32_t longest);
    bool read(char* to, std::size_t size);
    bool skip(std::size_t size);
    // At least one byte and at most `most`, without a copy; valid until the next read.
    std::span<const char> read_some(std::size_t most);

    // Writing: false if the reader has gone.
    bool write(const void* data, std::size_t size);
    bool write_okay();
    bool write_fail(const std::string& reason);

  private:
    int in_;
    int out_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace edgebench::virtual_phone
