#pragma once
// adb's file sync service, device side: a blocking program on two file descriptors, run as a
// process inside the container, so that paths, permissions and free space are the phone's own.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace edgebench::virtual_phone {

// The four letters of a sync message as they lie on the wire.
constexpr std::uint32_t sync_id(std::string_view name) {
    std::uint32_t id = 0;
    for (int i = 3; i >= 0; --i)
        id = id << 8 | static_cast<unsigned char>(name[static_cast<std::size_t>(i)]);
    return id;
}

constexpr std::uint32_t k_longest_sync_path = 1024;
constexpr std::uint32_t k_longest_sync_chunk = 64 * 1024;

// Until QUIT, the end of `in` or a violation of the protocol.
void run_sync_service(int in, int out);

}  // namespace edgebench::virtual_phone
