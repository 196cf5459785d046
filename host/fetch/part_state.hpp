#pragma once
// What a part file needs to be continued: which file it belongs to and which bytes are missing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::fetch {

struct ByteRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;  // the first byte after it

    bool empty() const { return begin >= end; }
    bool operator==(const ByteRange&) const = default;
};

struct PartState {
    std::int64_t size_bytes = 0;
    std::string etag;                // strong, with its quotes; empty: none
    std::string sha256;              // what the whole must have; empty: not known
    std::string boot_id;             // of the machine when it was saved; empty: not known
    std::vector<ByteRange> missing;  // ascending, apart

    bool operator==(const PartState&) const = default;
};

std::string to_text(const PartState& state);
// Nothing unless `text` is what to_text makes of some state that can be true.
std::optional<PartState> parse_part_state(std::string_view text);

// Whether two bodies with this entity tag are the same bytes (RFC 9110 §8.8.3).
bool is_strong_etag(std::string_view text);
// Decimal digits only, and not too many.
std::optional<std::int64_t> parse_byte_count(std::string_view text);

}  // namespace edgebench::fetch
