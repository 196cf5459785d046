#include "host/perfetto/power_trace.hpp"

#include <catch2/catch.hpp>

namespace edgebench {
namespace {

using namespace std::string_literals;
using Numbers = std::vector<std::int64_t>;

std::string varint(std::uint64_t value) {
    std::string bytes;
    for (; value > 0x7f; value >>= 7) bytes += static_cast<char>(value | 0x80);
    return bytes + static_cast<char>(value);
}
std::string number(std::uint64_t field, std::int64_t value) {
    return varint(field << 3) + varint(static_cast<std::uint64_t>(value));
}
std::string message(std::uint64_t field, const std::string& content) {
    return varint(field << 3 | 2) + varint(content.size()) + content;
}

std::string battery(std::int64_t ns, const std::string& counters) {
    return message(1, number(8, ns) + message(38, counters));
}
std::string descriptor(std::int64_t index, const std::string& name, const std::string& subsystem) {
    return message(1, number(1, index) + message(2, name) + message(3, subsystem));
}
std::string energy(std::int64_t index, std::int64_t ms, std::int64_t microwatt_seconds) {
    return message(2, number(1, index) + number(2, ms) + number(3, microwatt_seconds));
}
std::string rails(const std::string& content) {
    return message(1, number(8, 999) + message(40, content));
}

std::vector<PowerReadings> read(const std::string& trace) {
    return read_power_trace(view(trace));
}

}  // namespace

TEST_CASE("battery counters are readings of the phone's own integers", "[perfetto]") {
    const auto readings =
        read(battery(100, number(1, 2'000'000) + number(3, -5) + number(7, 4000)) +
             battery(350, number(3, -5) + number(7, 4000)) + battery(600, number(3, -6)));
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].source == "android.power");
    CHECK(readings[0].first_ns == Numbers{100, 600});
    CHECK(readings[0].last_ns == Numbers{350, 600});
    CHECK(readings[0].current_raw == Numbers{-5, -6});
    CHECK(readings[0].voltage_raw == std::vector<std::optional<std::int64_t>>{4000, std::nullopt});
}

TEST_CASE("literal bytes of a packet are read as documented", "[perfetto]") {
    // packet { timestamp: 300 battery { capacity_percent: 80 (wire type 5) current_ua: -2 } }
    const auto readings = read(
        "\x0a\x16\x40\xac\x02\xb2\x02\x10\x15\x00\x00\xa0\x42"
        "\x18\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"s);
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].first_ns == Numbers{300});
    CHECK(readings[0].current_raw == Numbers{-2});
}

TEST_CASE("each rail counts by its own clock under its own name", "[perfetto]") {
    const auto readings =
        read(rails(descriptor(0, "S2M", "cpu") + descriptor(7, "VSYS", "display") +
                   energy(0, 10, 500) + energy(7, 11, 90)) +
             rails(energy(0, 260, 700) + energy(7, 261, 90)) +
             rails(descriptor(0, "S2M", "cpu") + energy(0, 510, 900) + energy(8, 510, 1)));
    REQUIRE(readings.size() == 2);
    CHECK(readings[0].source == "rails");
    CHECK(readings[0].rail == "cpu/S2M");
    CHECK(readings[0].first_ns == Numbers{10'000'000, 260'000'000, 510'000'000});
    CHECK(readings[0].current_raw == Numbers{500, 700, 900});
    CHECK(readings[1].rail == "display/VSYS");
    CHECK(readings[1].last_ns == Numbers{261'000'000});
    CHECK(readings[1].polls == std::vector<std::int32_t>{2});
}

TEST_CASE("packets without a current, of another clock or out of order are left out",
          "[perfetto]") {
    CHECK(read(battery(100, number(1, 2'000'000))).empty());
    CHECK(read(message(1, number(8, 100) + number(58, 3) + message(38, number(3, 1)))).empty());
    const auto readings =
        read(battery(200, number(3, 1)) + battery(100, number(3, 2)) + battery(-1, number(3, 3)));
    CHECK(readings.at(0).current_raw == Numbers{1});
}

TEST_CASE("a trace is read up to where it is damaged", "[perfetto]") {
    const auto good = battery(100, number(3, 1));
    CHECK(read(good + "\x0a\x7f"s).size() == 1);
    CHECK(read(message(1, "\x0a\x7f"s) + good).size() == 1);
    CHECK(read(message(1, std::string(100'000, 'x')) + good).size() == 1);
    CHECK(read("no trace").empty());
    CHECK(read("").empty());
}

TEST_CASE("a trial gets the readings that its plan wanted, in that order", "[perfetto]") {
    const auto trace =
        battery(100, number(3, 1)) + rails(descriptor(0, "a", "b") + energy(0, 1, 2));
    TrialEnd end;
    end.readings.emplace_back().source = "sysfs";
    end.power_trace.assign(trace.begin(), trace.end());
    std::vector<std::string> wanted;
    std::vector<JournalRecord> records;
    const auto sources = [&](std::vector<std::string> power) {
        PlanBegin begin;
        begin.plan.policy.power = std::move(power);
        records = {begin, end};
        expand_power_traces(records, wanted);
        const auto& expanded = std::get<TrialEnd>(records.at(1));
        CHECK(expanded.power_trace.empty());
        std::vector<std::string> names;
        for (const auto& readings : expanded.readings) names.push_back(readings.source);
        return names;
    };
    CHECK(sources({"rails", "sysfs"}) == std::vector<std::string>{"rails", "sysfs"});
    CHECK(sources({"sysfs", "android.power"}) ==
          std::vector<std::string>{"sysfs", "android.power"});
}

}  // namespace edgebench
