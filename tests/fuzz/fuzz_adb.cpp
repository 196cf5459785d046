// Any bytes as what an adb server or a phone answers.

#include "host/adb/adb_parser.hpp"
#include "host/adb/shell_decoder.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

#include <algorithm>

using namespace edgebench;

namespace {

void parse(std::string_view text) {
    for (const auto& device : adb::parse_devices(text)) fuzz::require(!device.serial.empty());
    adb::parse_client_version(text);
    adb::parse_server_version(text);
    adb::parse_features(text);
    adb::parse_hex4(text);
    adb::parse_connect_answer(text);
}

void decode_shell(ByteView bytes, std::size_t step) {
    constexpr std::size_t k_most = 1024;
    adb::ShellDecoder decoder(k_most);
    try {
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            decoder.feed(std::as_bytes(bytes.subspan(at, std::min(step, bytes.size() - at))));
        }
        const auto result = decoder.take_result();
        fuzz::require(!result || result->out.size() + result->err.size() <= k_most);
    } catch (const Error&) {
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    parse(fuzz::text_of(bytes));
    if (size > 0) decode_shell(bytes.subspan(1), 1 + data[0]);
    return 0;
}
