// Any bytes as the header lines of a server, and as the state beside a part file.

#include "host/fetch/answer.hpp"
#include "host/fetch/delivery.hpp"
#include "host/fetch/part_state.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

namespace {

void read_head(std::string_view text) {
    fetch::AnswerReader reader;
    while (!text.empty()) {
        const auto length = text.find('\n');
        reader.take(text.substr(0, length));
        text.remove_prefix(length == text.npos ? text.size() : length + 1);
    }
    const auto& hash = reader.announced().sha256;
    fuzz::require(!hash || is_sha256_hex(*hash));
    try {
        constexpr fetch::ByteRange k_asked{10, 20};
        const auto delivery = fetch::delivery_of({}, reader, k_asked);
        if (!delivery) return;
        const auto& range = delivery->range;
        fuzz::require(0 <= range.begin && range.end <= delivery->size_bytes);
        fuzz::require(range.begin == 0 || (range.begin == 10 && range.end <= 20));
        fuzz::require(delivery->etag.empty() || fetch::is_strong_etag(delivery->etag));
    } catch (const Error&) {
    }
}

void read_state(std::string_view text) {
    const auto state = fetch::parse_part_state(text);
    if (!state) return;
    fuzz::require(fetch::parse_part_state(to_text(*state)) == state);
    for (const auto& range : state->missing) {
        fuzz::require(0 <= range.begin && range.begin < range.end);
        fuzz::require(range.end <= state->size_bytes);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of({data, size});
    fetch::parse_content_range(text);
    read_head(text);
    read_state(text);
    return 0;
}
