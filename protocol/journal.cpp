#include "protocol/journal.hpp"

#include "protocol/enum_names.hpp"
#include "protocol/fields.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>

// A record: body length (4 bytes, little-endian), checksum (8 bytes), body (CBOR map with "type").
// The checksum is SHA-256(previous checksum, body) cut to 8 bytes; the previous checksum of the
// first record is zero.

namespace edgebench {
namespace {

constexpr std::size_t k_header = 12;
using Chain = std::array<std::uint8_t, 8>;

Chain checksum(const Chain& before, ByteView body) {
    Sha256 hash;
    hash.update(before);
    hash.update(body);
    const auto digest = hash.finish();
    Chain result;
    std::copy_n(digest.begin(), result.size(), result.begin());
    return result;
}

std::size_t length_at(ByteView bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length |= std::size_t(bytes[i]) << (8 * i);
    return length;
}

template <class Variant, std::size_t I = 0>
Variant decode_record(const Json& json, const std::string& type) {
    if constexpr (I == std::variant_size_v<Variant>) {
        throw Error(ErrorCode::protocol,
                    "the journal holds a record of unknown type '" + type + "'",
                    "It was written by a later version: collect it with that one.");
    } else {
        using Alternative = std::variant_alternative_t<I, Variant>;
        if (type == Alternative::k_type) return from_json<Alternative>(json, "");
        return decode_record<Variant, I + 1>(json, type);
    }
}

JournalRecord decode_record(ByteView body) {
    const Json json = from_cbor(body);
    if (!json.is_object() || !json.contains("type") || !json["type"].is_string()) {
        throw Error(ErrorCode::protocol, "the journal holds a record without a type");
    }
    auto record = decode_record<JournalRecord>(json, json["type"].get<std::string>());
    if (const auto* begin = std::get_if<PlanBegin>(&record);
        begin && begin->journal_version > k_journal_version) {
        throw Error(
            ErrorCode::protocol,
            "the journal has version " + std::to_string(begin->journal_version) +
                ", this edgebench reads up to " + std::to_string(k_journal_version),
            "Collect it with the version of edgebench that started the plan, or a newer one.");
    }
    return record;
}

enum class Step { record, more_needed, damaged };

// Looks at the front of `bytes` for one whole, undamaged record.
struct Front {
    Step step = Step::more_needed;
    ByteView body;
    Chain chain{};
    std::size_t size = 0;
};

Front look(ByteView bytes, const Chain& chain) {
    if (bytes.size() < k_header) return {};
    const auto length = length_at(bytes);
    if (length > k_max_record) return {.step = Step::damaged, .body = {}};
    if (bytes.size() < k_header + length) return {};
    const auto body = bytes.subspan(k_header, length);
    const auto expected = checksum(chain, body);
    if (!std::equal(expected.begin(), expected.end(), bytes.begin() + 4))
        return {.step = Step::damaged, .body = {}};
    return {.step = Step::record, .body = body, .chain = expected, .size = k_header + length};
}

}  // namespace

Bytes JournalEncoder::encode(const JournalRecord& record) {
    Json json = std::visit([](const auto& alternative) { return to_json(alternative); }, record);
    json["type"] = std::visit([](const auto& alternative) { return alternative.k_type; }, record);
    const auto body = to_cbor(json);
    if (body.size() > k_max_record)
        throw Error(ErrorCode::internal, "a journal record is too large");
    chain_ = checksum(chain_, body);
    Bytes bytes;
    bytes.reserve(k_header + body.size());
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(body.size() >> shift));
    bytes.insert(bytes.end(), chain_.begin(), chain_.end());
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

JournalContents read_journal(ByteView bytes) {
    JournalContents contents;
    while (true) {
        const auto front = look(bytes.subspan(contents.good_bytes), contents.chain);
        if (front.step != Step::record) return contents;
        contents.records.push_back(decode_record(front.body));
        contents.good_bytes += front.size;
        contents.chain = front.chain;
    }
}

std::vector<Setting> settings_left(const std::vector<JournalRecord>& records) {
    std::vector<Setting> left;
    for (const auto& record : records) {
        if (const auto* const change = std::get_if<StateChanged>(&record)) left = change->settings;
        if (std::holds_alternative<StateRestored>(record)) left.clear();
    }
    return left;
}

std::vector<JournalRecord> JournalReader::feed(ByteView bytes) {
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    std::vector<JournalRecord> records;
    std::size_t used = 0;
    while (true) {
        const auto front = look(ByteView(pending_).subspan(used), chain_);
        if (front.step == Step::damaged) {
            throw Error(
                ErrorCode::integrity,
                "the journal is damaged at byte " + std::to_string(consumed_ + used),
                "Collect it again; if the damage is on the phone, the records before it are kept.",
                Retry::can_help);
        }
        if (front.step == Step::more_needed) break;
        records.push_back(decode_record(front.body));
        chain_ = front.chain;
        used += front.size;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
    consumed_ += used;
    return records;
}

}  // namespace edgebench
