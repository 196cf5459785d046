#include "tests/virtual_phone/shell_protocol.hpp"

#include <algorithm>

namespace edgebench::virtual_phone {

void put_shell_head(Payload& payload, ShellId id) {
    const auto length = static_cast<std::uint32_t>(payload.size - k_shell_head_bytes);
    payload.data[0] = static_cast<std::byte>(id);
    for (std::size_t i = 0; i < 4; ++i)
        payload.data[1 + i] = static_cast<std::byte>(length >> (8 * i));
}

std::vector<ShellUnpacker::Part> ShellUnpacker::feed(std::span<const std::byte> bytes) {
    std::vector<Part> parts;
    while (!bytes.empty()) {
        if (left_ == 0) {
            head_[head_filled_++] = bytes.front();
            bytes = bytes.subspan(1);
            if (head_filled_ < head_.size()) continue;
            head_filled_ = 0;
            for (std::size_t i = 0; i < 4; ++i)
                left_ |= std::to_integer<std::uint32_t>(head_[1 + i]) << (8 * i);
            if (left_ == 0) parts.push_back({static_cast<ShellId>(head_[0]), {}});
            continue;
        }
        const auto size = std::min<std::size_t>(left_, bytes.size());
        parts.push_back({static_cast<ShellId>(head_[0]), bytes.first(size)});
        bytes = bytes.subspan(size);
        left_ -= static_cast<std::uint32_t>(size);
    }
    return parts;
}

}  // namespace edgebench::virtual_phone
