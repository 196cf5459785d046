#include "agent/random.hpp"

#include "protocol/error.hpp"

#include <sys/random.h>

#include <algorithm>

namespace edgebench::agent {

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count);
    // Up to 256 bytes come whole or not at all.
    if (count > 256 || ::getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count)) {
        throw Error(ErrorCode::internal, "the kernel gave no random bytes");
    }
    return bytes;
}

std::string random_uuid() {
    const auto bytes = random_bytes(16);
    std::array<std::uint8_t, 16> random;
    std::copy(bytes.begin(), bytes.end(), random.begin());
    return uuid_from(random);
}

}  // namespace edgebench::agent
