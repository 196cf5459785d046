#include "protocol/xxh3.hpp"

#include "protocol/bytes.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace edgebench {

struct Xxh3::State {
    XXH3_state_t state;
};

Xxh3::Xxh3() : state_(std::make_unique<State>()) {
    XXH3_128bits_reset(&state_->state);
}
Xxh3::Xxh3(Xxh3&&) noexcept = default;
Xxh3& Xxh3::operator=(Xxh3&&) noexcept = default;
Xxh3::~Xxh3() = default;

void Xxh3::update(std::span<const std::uint8_t> bytes) {
    XXH3_128bits_update(&state_->state, bytes.data(), bytes.size());
}

std::string Xxh3::digest() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_->state));
    return to_hex(canonical.digest);
}

std::string xxh3_128(std::span<const std::uint8_t> bytes) {
    Xxh3 hash;
    hash.update(bytes);
    return hash.digest();
}

bool is_xxh3_hex(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace edgebench
