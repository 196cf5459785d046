#pragma once
// Little-endian numbers of adb's sync and shell packets. The caller has checked the length.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace edgebench::adb {

static_assert(std::endian::native == std::endian::little,
              "the packets are read as they lie in memory");

inline std::uint32_t read_u32(std::span<const std::byte> bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.first<sizeof value>().data(), sizeof value);
    return value;
}

inline std::uint64_t read_u64(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.first<sizeof value>().data(), sizeof value);
    return value;
}

inline void write_u32(std::span<std::byte> bytes, std::uint32_t value) {
    std::memcpy(bytes.first<sizeof value>().data(), &value, sizeof value);
}

}  // namespace edgebench::adb
