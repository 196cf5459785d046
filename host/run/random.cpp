#include "host/run/random.hpp"

#include "protocol/bytes.hpp"
#include "protocol/error.hpp"

#include <unistd.h>

#include <array>

namespace edgebench::run {
namespace {

std::array<std::uint8_t, 16> random_bytes() {
    std::array<std::uint8_t, 16> bytes{};
    if (getentropy(bytes.data(), bytes.size()) != 0)
        throw Error(ErrorCode::host, "this machine gives no random numbers");
    return bytes;
}

}  // namespace

std::string new_uuid() {
    return uuid_from(random_bytes());
}
std::string new_plan_id() {
    return to_hex(random_bytes());
}

}  // namespace edgebench::run
