#pragma once
// The packets of adb's shell protocol v2 (1 byte id, 4 bytes length, little endian, data) as the
// result of a command. Takes bytes as they arrive, so that a stated length reserves no memory.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace edgebench::adb {

struct ShellResult {
    int exit_code = 0;
    std::string out;
    std::string err;
};

// Both outputs of a command together.
constexpr std::size_t k_max_shell_output = 16 * 1024 * 1024;

class ShellDecoder {
  public:
    explicit ShellDecoder(std::size_t max_output = k_max_shell_output);

    // Throws Error{device} when there is more output than allowed. Bytes behind the exit packet are
    // ignored.
    void feed(std::span<const std::byte> bytes);

    // The result once the exit packet has come.
    std::optional<ShellResult> take_result();

  private:
    std::size_t take_header(std::span<const std::byte> bytes);
    std::size_t take_data(std::span<const std::byte> bytes);
    void append(std::string& output, std::span<const std::byte> data);

    std::size_t max_output_;
    std::array<std::byte, 5> header_{};
    std::size_t header_size_ = 0;  // how much of it has come
    std::uint32_t data_left_ = 0;  // of the present packet
    bool has_exited_ = false;
    ShellResult result_;
};

}  // namespace edgebench::adb
