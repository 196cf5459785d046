// The same source once more, as a processor without SHA instructions runs it, in a namespace of its
// own: test_protocol_sha256.cpp compares the two.

// The system's headers need to know the true processor, so they come first.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#undef __x86_64__
#undef __aarch64__
#define edgebench edgebench_portable
#include "protocol/sha256.cpp"
