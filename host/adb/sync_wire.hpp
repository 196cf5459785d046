#pragma once
// The bytes of adb's sync service: 4 letters and a little-endian number, then data. Pure functions.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::adb {

constexpr std::size_t k_sync_header_size = 8;
constexpr std::size_t k_sync_max_chunk = 64 * 1024;  // the phone refuses larger ones
constexpr std::size_t k_sync_max_path = 1024;

// A request or a chunk begins with these: "DATA" and its length, "DONE" and a time, "STAT" and the
// length of a path…
void encode_sync_header(std::string_view id, std::uint32_t number, std::span<std::byte> into);

// A request about a path. Throws Error{internal} for a path longer than the phone takes.
std::vector<std::byte> encode_sync_request(std::string_view id, std::string_view path);

struct FileStat {
    std::uint32_t mode = 0;  // as in struct stat: type and permission bits
    std::uint64_t size = 0;
    std::int64_t mtime = 0;  // seconds since 1970

    bool is_directory() const;
};

// What follows the letters "STAT" (version 1). Nothing: there is no such file.
constexpr std::size_t k_stat_v1_size = 12;
std::optional<FileStat> decode_stat_v1(std::span<const std::byte, k_stat_v1_size> bytes);

// What follows the letters "STA2" (version 2).
constexpr std::size_t k_stat_v2_size = 68;
struct StatReply {
    int error = 0;  // an errno of Linux
    std::optional<FileStat> stat;
};
StatReply decode_stat_v2(std::span<const std::byte, k_stat_v2_size> bytes);

// What follows "DENT": mode, size (of 32 bits, so useless here), time, length of the name.
constexpr std::size_t k_entry_size = 16;
struct EntryHeader {
    std::uint32_t mode = 0;
    std::uint32_t name_length = 0;
};
EntryHeader decode_entry(std::span<const std::byte, k_entry_size> bytes);

}  // namespace edgebench::adb
