// Any bytes as CBOR: what is accepted means the same after another round.

#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto bytes = to_cbor(from_cbor({data, size}));
        fuzz::require(to_cbor(from_cbor(bytes)) == bytes);
    } catch (const Error&) {
    }
    return 0;
}
