#include "host/adb/sync_wire.hpp"

#include "host/adb/little_endian.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::adb {
namespace {

constexpr std::uint32_t k_type_mask = 0170000;  // of a mode, on the phone as on Linux
constexpr std::uint32_t k_directory = 0040000;

}  // namespace

void encode_sync_header(std::string_view id, std::uint32_t number, std::span<std::byte> into) {
    const auto letters = std::as_bytes(std::span(id)).first<4>();
    std::copy(letters.begin(), letters.end(), into.begin());
    write_u32(into.subspan(letters.size()), number);
}

std::vector<std::byte> encode_sync_request(std::string_view id, std::string_view path) {
    if (path.size() > k_sync_max_path) {
        throw Error(ErrorCode::internal,
                    "a path of " + std::to_string(path.size()) + " bytes for the phone");
    }
    std::vector<std::byte> request(k_sync_header_size);
    encode_sync_header(id, static_cast<std::uint32_t>(path.size()), request);
    const auto bytes = std::as_bytes(std::span(path));
    request.insert(request.end(), bytes.begin(), bytes.end());
    return request;
}

bool FileStat::is_directory() const {
    return (mode & k_type_mask) == k_directory;
}

std::optional<FileStat> decode_stat_v1(std::span<const std::byte, k_stat_v1_size> bytes) {
    const FileStat stat{.mode = read_u32(bytes),
                        .size = read_u32(bytes.subspan<4>()),
                        .mtime = read_u32(bytes.subspan<8>())};
    // Version 1 has no error number: a file that is not there has mode 0.
    return stat.mode == 0 ? std::nullopt : std::optional(stat);
}

// error 0, dev 4, ino 12, mode 20, nlink 24, uid 28, gid 32, size 36, atime 44, mtime 52, ctime 60
StatReply decode_stat_v2(std::span<const std::byte, k_stat_v2_size> bytes) {
    const auto error = static_cast<int>(read_u32(bytes));
    if (error != 0) {
        return StatReply{.error = error, .stat = std::nullopt};
    }
    return StatReply{
        .error = 0,
        .stat = FileStat{.mode = read_u32(bytes.subspan<20>()),
                         .size = read_u64(bytes.subspan<36>()),
                         .mtime = static_cast<std::int64_t>(read_u64(bytes.subspan<52>()))}};
}

EntryHeader decode_entry(std::span<const std::byte, k_entry_size> bytes) {
    return EntryHeader{.mode = read_u32(bytes), .name_length = read_u32(bytes.subspan<12>())};
}

}  // namespace edgebench::adb
