#pragma once
// What the fuzz targets share. A target fails by a crash, a time-out, too much memory, any
// exception but Error, or require().

#include "protocol/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace edgebench::fuzz {

inline void require(bool condition) {
    if (!condition) std::abort();
}

inline std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace edgebench::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
