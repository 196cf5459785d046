// Any bytes as what a phone's sync service sends, and any path to ask it for.

#include "host/adb/sync_wire.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

namespace {

void ask_for(std::string_view path) {
    try {
        const auto request = adb::encode_sync_request("STA2", path);
        fuzz::require(request.size() == adb::k_sync_header_size + path.size());
    } catch (const Error&) {
        fuzz::require(path.size() > adb::k_sync_max_path);
    }
}

void read_stat(std::span<const std::byte, adb::k_stat_v2_size> bytes) {
    const auto reply = adb::decode_stat_v2(bytes);
    fuzz::require((reply.error == 0) == reply.stat.has_value());
    if (reply.stat) reply.stat->is_directory();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input(data, size);
    ask_for(fuzz::text_of(input));
    const auto bytes = std::as_bytes(input);
    if (bytes.size() >= adb::k_stat_v1_size)
        adb::decode_stat_v1(bytes.first<adb::k_stat_v1_size>());
    if (bytes.size() >= adb::k_entry_size) adb::decode_entry(bytes.first<adb::k_entry_size>());
    if (bytes.size() >= adb::k_stat_v2_size) read_stat(bytes.first<adb::k_stat_v2_size>());
    return 0;
}
