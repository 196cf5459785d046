// Any bytes as the head of a model file.

#include "host/catalog/gguf.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const std::uint64_t file_size : {std::uint64_t{size}, std::uint64_t{1} << 40}) {
        try {
            parse_gguf({data, size}, file_size);
        } catch (const Error&) {
        }
    }
    return 0;
}
