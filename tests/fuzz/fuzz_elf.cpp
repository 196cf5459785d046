// Any bytes as a program or library of an engine.

#include "host/catalog/elf.hpp"
#include "host/catalog/engine_libraries.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

#include <algorithm>

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = [&](std::uint64_t offset, std::size_t count) {
        if (offset >= size) return Bytes{};
        const auto* begin = data + offset;
        return Bytes(begin, begin + std::min<std::uint64_t>(count, size - offset));
    };
    try {
        const auto elf = parse_elf(read, "file");
        platform_of(elf);
        check_engine_libraries({{"file", elf}}, {}, "folder");
    } catch (const Error&) {
    }
    return 0;
}
