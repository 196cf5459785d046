// Any bytes as every kind of message that either side reads.

#include "protocol/error.hpp"
#include "protocol/frame.hpp"
#include "protocol/messages.hpp"
#include "tests/fuzz/fuzz_input.hpp"

#include <algorithm>

using namespace edgebench;

namespace {

template <class Decode>
void attempt(Decode decode, ByteView bytes) {
    try {
        const auto again = encode(decode(bytes));
        fuzz::require(encode(decode(again)) == again);
    } catch (const Error&) {
    }
}

void check_plan(ByteView bytes) {
    try {
        const auto request = decode_request(bytes);
        if (const auto* submit = std::get_if<Submit>(&request)) validate(submit->plan);
    } catch (const Error&) {
    }
}

void check_frame(ByteView bytes) {
    FrameHeader header{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), header.size()), header.begin());
    try {
        fuzz::require(body_length(header, k_max_frame) <= k_max_frame);
    } catch (const Error&) {
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    attempt(decode_agent_hello, bytes);
    attempt(decode_host_hello, bytes);
    attempt(decode_welcome, bytes);
    attempt(decode_request, bytes);
    attempt(decode_reply, bytes);
    check_plan(bytes);
    check_frame(bytes);
    return 0;
}
