// Any bytes as a plan's host note.

#include "host/plan/host_note.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto tryout = decode_tryout_note(fuzz::text_of({data, size}));
        if (tryout) {
            const auto note = encode_tryout_note(*tryout);
            fuzz::require(encode_tryout_note(decode_tryout_note(note).value()) == note);
            return 0;
        }
        const auto note = encode_host_note(decode_host_note(fuzz::text_of({data, size})));
        fuzz::require(encode_host_note(decode_host_note(note)) == note);
    } catch (const Error&) {
    }
    return 0;
}
