#pragma once
// XXH3-128 (xxHash 0.8): tells at the speed of memory whether a large file arrived as it was sent.
// What a file *is* says its SHA-256; computing that again on arrival would take longer than the
// transfer on processors without instructions for it.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace edgebench {

class Xxh3 {
  public:
    Xxh3();
    Xxh3(Xxh3&&) noexcept;
    Xxh3& operator=(Xxh3&&) noexcept;
    ~Xxh3();

    void update(std::span<const std::uint8_t> bytes);
    // Of everything so far, as 32 hexadecimal digits in lower case, most significant first.
    std::string digest() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string xxh3_128(std::span<const std::uint8_t> bytes);
// Whether `text` is written as Xxh3::digest writes it.
bool is_xxh3_hex(std::string_view text);

}  // namespace edgebench
