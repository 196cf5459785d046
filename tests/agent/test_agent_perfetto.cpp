#include "agent/perfetto.hpp"
#include "agent/protobuf_wire.hpp"
#include "protocol/error.hpp"
#include "tests/agent/fake_programs.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

using namespace std::string_literals;

std::string packet(std::uint32_t field, const std::string& content) {
    std::string body;
    append_number(body, 8, 123456789);
    append_bytes(body, field, content);
    std::string trace;
    append_bytes(trace, 1, body);
    return trace;
}

Bytes traced() {
    Bytes bytes;
    const auto tracing = [&bytes]() -> boost::asio::awaitable<void> {
        PerfettoTrace trace;
        co_await trace.start(Seconds(0.25), Seconds(60));
        bytes = co_await trace.stop();
    };
    test::run_coroutine(tracing());
    return bytes;
}

}  // namespace

TEST_CASE("a trace configuration is Perfetto's own message", "[agent]") {
    const auto config = trace_config(Seconds(0.25), Seconds(60));
    // buffers { size_kb: 8192 fill_policy: DISCARD } data_sources { config { name target_buffer: 0
    // android_power_config { battery_poll_ms: 250, four counters, collect_power_rails } } }
    // duration_ms: 60000
    CHECK(config ==
          "\x0a\x05\x08\x80\x40\x20\x02"
          "\x12\x23\x0a\x21\x0a\x0d"
          "android.power\x10\x00\xd2\x06\x0d\x08\xfa\x01\x10\x01\x10\x02\x10\x03\x10\x05\x18\x01"
          "\x18\xe0\xd4\x03"s);
}

TEST_CASE("fields of every wire type are passed over", "[agent]") {
    const auto message =
        "\x08\x96\x01\x11\x01\x02\x03\x04\x05\x06\x07\x08\x1a\x02hi\x25\x01\x02\x03\x04"s;
    WireReader reader(message);
    CHECK(reader.next()->number == 1);
    CHECK(reader.next()->number == 2);
    const auto text = reader.next();
    CHECK(text->number == 3);
    CHECK(text->bytes == "hi");
    CHECK(reader.next()->number == 4);
    CHECK_FALSE(reader.next());
}

TEST_CASE("bytes that are no message end it", "[agent]") {
    for (const auto& bytes : {"\x0b"s, "\x0a\x05hi"s, "\x08"s, "\x09\x01"s, "\xff\xff\xff\xff\xff"s,
                              "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s}) {
        CHECK_FALSE(WireReader(bytes).next());
    }
}

TEST_CASE("a trace is looked through for currents, voltages and rails", "[agent]") {
    std::string counters;
    append_number(counters, 3, static_cast<std::uint64_t>(-5));
    CHECK_FALSE(summary_of(packet(6, counters)).current);
    CHECK(summary_of(packet(38, counters)).current);
    CHECK_FALSE(summary_of(packet(38, counters)).voltage);
    append_number(counters, 7, 4'000'000);
    CHECK(summary_of(packet(38, counters)).voltage);
    std::string rails;
    append_bytes(rails, 1, "one");
    append_bytes(rails, 1, "two");
    append_bytes(rails, 2, "energy");
    CHECK(summary_of(packet(6, "") + packet(40, rails)).rails == 2);
    CHECK(summary_of("no trace").rails == 0);
}

TEST_CASE("a trace is what perfetto writes when it is stopped", "[agent]") {
    const test::FakePrograms perfetto("perfetto",
                                      "echo noise >&2; trap 'printf trace; wc -c; exit 0' INT\n"
                                      "[ \"$*\" = '-c - -o -' ] || exit 3\n"
                                      "tail -f /dev/null & wait");
    const auto bytes = traced();
    const std::string text(bytes.begin(), bytes.end());
    CHECK(text.starts_with("trace"));
    CHECK(std::stoul(text.substr(5)) == trace_config(Seconds(0.25), Seconds(60)).size());
}

TEST_CASE("a perfetto that leaves nothing is an error with its exit code", "[agent]") {
    const test::FakePrograms perfetto("perfetto", "exit 7");
    CHECK_THROWS_WITH(traced(), Catch::Contains("left no trace: it exited with code 7"));
}

}  // namespace edgebench::agent
