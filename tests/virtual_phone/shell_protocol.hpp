#pragma once
// The packets of adb's shell protocol, version 2: one byte of id, four of length, data. Pure.

#include "tests/virtual_phone/adb_packet.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace edgebench::virtual_phone {

enum class ShellId : std::uint8_t {
    standard_in = 0,
    standard_out = 1,
    standard_error = 2,
    exit = 3,
    close_in = 4
};

constexpr std::size_t k_shell_head_bytes = 5;

// Writes the head of a packet into the first five bytes of `payload`, whose data follows.
void put_shell_head(Payload& payload, ShellId id);

// Cuts the host's bytes into packets; a packet may come in any number of parts.
class ShellUnpacker {
  public:
    struct Part {
        ShellId id;
        std::span<const std::byte> data;  // inside the bytes fed
    };
    std::vector<Part> feed(std::span<const std::byte> bytes);

  private:
    std::array<std::byte, k_shell_head_bytes> head_{};
    std::size_t head_filled_ = 0;
    std::uint32_t left_ = 0;  // of the packet's data
};

}  // namespace edgebench::virtual_phone
