// Any bytes as a journal, whole and in pieces. Chance does not find a checksum, so half of the
// inputs become the body of a record that has a good one.

#include "protocol/error.hpp"
#include "protocol/journal.hpp"
#include "protocol/sha256.hpp"
#include "tests/fuzz/fuzz_input.hpp"

#include <algorithm>

using namespace edgebench;

namespace {

Bytes as_record(ByteView body) {
    Sha256 hash;
    hash.update(Bytes(8, 0));
    hash.update(body);
    const auto digest = hash.finish();
    Bytes record;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        record.push_back(static_cast<std::uint8_t>(body.size() >> shift));
    }
    record.insert(record.end(), digest.begin(), digest.begin() + 8);
    record.insert(record.end(), body.begin(), body.end());
    return record;
}

std::size_t read_whole(ByteView bytes) {
    const auto contents = read_journal(bytes);
    fuzz::require(contents.good_bytes <= bytes.size());
    JournalEncoder encoder;
    for (const auto& record : contents.records) encoder.encode(record);
    return contents.records.size();
}

std::size_t read_in_pieces(ByteView bytes, std::size_t step) {
    JournalReader reader;
    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        count += reader.feed(bytes.subspan(at, std::min(step, bytes.size() - at))).size();
    }
    fuzz::require(reader.consumed() <= bytes.size());
    return count;
}

void check(ByteView bytes, std::size_t step) {
    try {
        const auto whole = read_whole(bytes);
        // Damage is the end for the one and an error for the other.
        fuzz::require(read_in_pieces(bytes, step) == whole);
    } catch (const Error&) {
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ByteView rest(data + 1, size - 1);
    const std::size_t step = 1 + data[0] / 2;
    if (data[0] % 2 == 0) {
        check(rest, step);
    } else {
        check(as_record(rest), step);
    }
    return 0;
}
