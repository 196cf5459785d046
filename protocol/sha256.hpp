#pragma once
// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), with the processor's own instructions where it
// has them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace edgebench {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
  public:
    Sha256();
    void update(std::span<const std::uint8_t> bytes);
    void update(std::string_view text);
    // Ends the computation; the object may not be used afterwards.
    Digest finish();

  private:
    std::array<std::uint32_t, 8> state_;
    std::array<std::uint8_t, 64> block_{};
    std::size_t in_block_ = 0;
    std::uint64_t total_ = 0;
};

Digest sha256(std::span<const std::uint8_t> bytes);
Digest sha256(std::string_view text);
Digest hmac_sha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message);

// Takes the same time whatever the two hold.
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace edgebench
