#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "protocol/journal.hpp"
#include "tests/protocol/golden.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

TrialEnd sample_trial_end() {
    TrialEnd end;
    end.trial = "t1";
    end.outcome = Outcome::finished;
    end.phases = {{"prefill", DeviceTime(1), DeviceTime(2)}};
    end.token_times = {{5, 6}, {1, 3}};
    PowerReadings readings;
    readings.source = "sysfs";
    readings.first_ns = {1, 4};
    readings.last_ns = {3, 4};
    readings.polls = {3, 1};
    readings.current_raw = {-500'000, -600'000};
    readings.voltage_raw = {3'900'000, std::nullopt};
    readings.missed_ticks = 1;
    end.readings = {readings};
    end.context.emplace_back().status = ChargeStatus::not_charging;
    end.timings.prompt_tokens = 7;
    end.timings.prompt_ms = 12.5;
    end.memory.peak_rss = Bytes64(1 << 20);
    end.answer = "Grüße";
    end.finish_reason = "limit";
    end.suspended_ns = 9;
    return end;
}

std::vector<JournalRecord> sample_records() {
    PlanBegin begin;
    begin.agent_build = "b1";
    begin.plan.id = std::string(32, 'a');
    begin.plan.host_note = "{}";
    begin.plan.policy.level_min_percent = 15;
    TrialBegin trial;
    trial.trial = "t1";
    trial.battery.temperature_raw = 251;
    TrialsAppended appended;
    appended.trials.resize(2);
    StateChanged changed;
    changed.settings = {{"system/screen_brightness", "120", "1", std::nullopt, "", true}};
    StateRestored restored;
    restored.settings = changed.settings;
    return {begin,
            changed,
            trial,
            sample_trial_end(),
            appended,
            PlanClosed{},
            Event{DeviceTime(3), "gate", "too warm"},
            restored,
            PlanEnd{DeviceTime(7), "completed"}};
}

// Few bytes, for the tests that damage each of them.
std::vector<JournalRecord> small_records() {
    return {Event{DeviceTime(3), "gate", "too warm"}, PlanClosed{},
            Event{DeviceTime(4), "gate", ""}, PlanEnd{DeviceTime(7), "completed"}};
}

Bytes encode_all(const std::vector<JournalRecord>& records) {
    JournalEncoder encoder;
    Bytes bytes;
    for (const auto& record : records) {
        const auto one = encoder.encode(record);
        bytes.insert(bytes.end(), one.begin(), one.end());
    }
    return bytes;
}

// Where each record ends.
std::vector<std::size_t> boundaries(const std::vector<JournalRecord>& records) {
    JournalEncoder encoder;
    std::vector<std::size_t> ends{0};
    for (const auto& record : records) ends.push_back(ends.back() + encoder.encode(record).size());
    return ends;
}

// Whether the records are the first of the sample's, unchanged.
bool is_prefix_of(const std::vector<JournalRecord>& records, const Bytes& whole) {
    const auto bytes = encode_all(records);
    return bytes.size() <= whole.size() && std::equal(bytes.begin(), bytes.end(), whole.begin());
}

}  // namespace

TEST_CASE("a journal tells which settings are still to be put back", "[protocol]") {
    const auto records = sample_records();
    const std::vector<JournalRecord> torn(records.begin(), records.end() - 2);
    REQUIRE(settings_left(torn).size() == 1);
    CHECK(settings_left(torn)[0].before == "120");
    CHECK(settings_left(records).empty());
}

TEST_CASE("a journal has these bytes", "[protocol]") {
    const auto bytes =
        joined({hex("12 00 00 00"),       // 18 bytes of body
                hex("50cea024b5e97d6b"),  // SHA-256(8 zero bytes, body), first 8 bytes
                hex("a1"),                // a map of one
                cbor_text("type"), cbor_text("plan_closed"),
                hex("24 00 00 00"),       // 36 bytes of body
                hex("32f6a2508d5bb60b"),  // SHA-256(50cea024b5e97d6b, body), first 8 bytes
                hex("a3"),                // a map of three
                cbor_text("reason"), cbor_text("done"), cbor_text("time_ns"), hex("07"),
                cbor_text("type"), cbor_text("plan_end")});
    CHECK(encode_all({PlanClosed{}, PlanEnd{DeviceTime(7), "done"}}) == bytes);
    const auto contents = read_journal(bytes);
    REQUIRE(contents.records.size() == 2);
    CHECK(std::get<PlanEnd>(contents.records[1]).reason == "done");
    CHECK(std::get<PlanEnd>(contents.records[1]).time == DeviceTime(7));
}

TEST_CASE("every kind of record survives the journal", "[protocol]") {
    const auto records = sample_records();
    REQUIRE(records.size() == std::variant_size_v<JournalRecord>);
    const auto bytes = encode_all(records);
    const auto contents = read_journal(bytes);
    CHECK(contents.good_bytes == bytes.size());
    REQUIRE(contents.records.size() == records.size());
    CHECK(encode_all(contents.records) == bytes);
    const auto& end = std::get<TrialEnd>(contents.records[3]);
    CHECK(end.readings.at(0).voltage_raw.at(1) == std::nullopt);
    CHECK(end.readings.at(0).current_raw.at(1) == -600'000);
    CHECK(end.context.at(0).status == ChargeStatus::not_charging);
    CHECK(end.answer == "Grüße");
    CHECK(end.memory.pss == std::nullopt);
}

TEST_CASE("a torn tail is cut at the last good record, wherever it is torn", "[protocol]") {
    const auto records = small_records();
    const auto bytes = encode_all(records);
    const auto ends = boundaries(records);
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const auto contents = read_journal(ByteView(bytes).first(length));
        const auto whole = static_cast<std::size_t>(
            std::upper_bound(ends.begin(), ends.end(), length) - ends.begin() - 1);
        REQUIRE(contents.records.size() == whole);
        REQUIRE(contents.good_bytes == ends[whole]);
    }
}

TEST_CASE("a journal goes on behind its last good record", "[protocol]") {
    auto bytes = encode_all(sample_records());
    bytes.resize(bytes.size() - 3);
    const auto contents = read_journal(bytes);
    bytes.resize(contents.good_bytes);
    JournalEncoder encoder(contents.chain);
    for (const auto* reason : {"first", "second"}) {
        const auto record = encoder.encode(PlanEnd{DeviceTime(8), reason});
        bytes.insert(bytes.end(), record.begin(), record.end());
    }
    const auto longer = read_journal(bytes);
    CHECK(longer.good_bytes == bytes.size());
    CHECK(std::get<PlanEnd>(longer.records.back()).reason == "second");
}

TEST_CASE("no flipped bit makes a wrong record", "[protocol]") {
    const auto whole = encode_all(small_records());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            auto bytes = whole;
            bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1 << bit));
            const auto contents = read_journal(bytes);
            REQUIRE(contents.good_bytes <= at);
            REQUIRE(is_prefix_of(contents.records, whole));
        }
    }
}

TEST_CASE("records that are left out, repeated or swapped end what is readable", "[protocol]") {
    const auto records = small_records();
    const auto whole = encode_all(records);
    const auto ends = boundaries(records);
    const auto piece = [&](std::size_t i) {
        return Bytes(whole.begin() + static_cast<long>(ends[i]),
                     whole.begin() + static_cast<long>(ends[i + 1]));
    };
    CHECK(read_journal(joined({piece(0), piece(2)})).records.size() == 1);
    CHECK(read_journal(joined({piece(0), piece(0)})).records.size() == 1);
    CHECK(read_journal(joined({piece(1), piece(0)})).records.empty());
}

TEST_CASE("a journal in pieces gives the same records", "[protocol]") {
    const auto bytes = encode_all(sample_records());
    for (std::size_t step = 1; step < 40; step += 3) {
        JournalReader reader;
        std::vector<JournalRecord> records;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const auto size = std::min(step, bytes.size() - at);
            for (auto& record : reader.feed(ByteView(bytes).subspan(at, size))) {
                records.push_back(std::move(record));
            }
        }
        CHECK(encode_all(records) == bytes);
        CHECK(reader.consumed() == bytes.size());
    }
}

TEST_CASE("a damaged journal in pieces is an error of integrity that names the place",
          "[protocol]") {
    const auto records = sample_records();
    auto bytes = encode_all(records);
    const auto second = boundaries(records)[1];
    bytes[second + 20] ^= 1;
    JournalReader reader;
    try {
        reader.feed(bytes);
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::integrity);
        CHECK_THAT(error.message(), Catch::Contains(std::to_string(second)));
    }
}

TEST_CASE("a journal of a later version is refused with both versions named", "[protocol]") {
    PlanBegin begin;
    begin.journal_version = 2;
    CHECK_THROWS_WITH(read_journal(encode_all({begin})),
                      Catch::Contains("version 2") && Catch::Contains("up to 1"));
}

TEST_CASE("an announced record larger than any is damage, not a wait for more", "[protocol]") {
    JournalReader reader;
    CHECK_THROWS_AS(reader.feed(Bytes(12, 0xff)), Error);
    CHECK(read_journal(Bytes(12, 0xff)).records.empty());
}
