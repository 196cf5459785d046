// Any bytes as the head of a model file; what is accepted has an estimate of memory too.

#include "host/catalog/gguf.hpp"
#include "host/catalog/model_memory.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const std::uint64_t file_size : {std::uint64_t{size}, std::uint64_t{1} << 40}) {
        try {
            const auto header = parse_gguf({data, size}, file_size);
            const auto memory = estimate_memory(header, {Architecture::arm64, 1 << 20});
            fuzz::require(header.tensor_bytes >= 0 && header.parameters >= 0);
            fuzz::require(!memory || memory->most() >= memory->weights);
        } catch (const Error&) {
        }
    }
    return 0;
}
