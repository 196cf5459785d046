#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/perfetto.hpp"

#include <catch2/catch.hpp>

using namespace edgebench::virtual_phone;
using namespace std::string_literals;

namespace {

// duration_ms 60000; android.power polled every 250 ms for current, voltage and rails.
const std::string k_config =
    "\x12\x1f\x0a\x1d\x0a\x0d"
    "android.power\x10\x00\xd2\x06\x09\x08\xfa\x01\x10\x03\x10\x05\x18\x01\x18\xe0\xd4\x03"s;

}  // namespace

TEST_CASE("a trace configuration is understood", "[virtual_phone]") {
    const auto request = trace_request(k_config);
    CHECK(request.power);
    CHECK(request.poll_ms == 250);
    CHECK(request.current);
    CHECK(request.voltage);
    CHECK_FALSE(request.charge);
    CHECK(request.rails);
    CHECK(request.duration_ms == 60'000);
    CHECK_FALSE(trace_request("nonsense").power);
}

TEST_CASE("a poll is a packet in Perfetto's format", "[virtual_phone]") {
    const TempFolder hal;
    write_file(hal.path() / "perfetto_version", "46");
    write_file(hal.path() / "power_supply/battery/current_now", "-2\n");
    write_file(hal.path() / "power_supply/battery/voltage_now", "4000000\n");
    TraceWriter writer({.power = true, .current = true, .voltage = true}, hal.path());
    const auto begin = writer.bytes().size();
    writer.poll(300);
    // packet { timestamp: 300, trusted_packet_sequence_id: 3, battery { current_ua: -2 and, before
    // v48, millivolts as voltage_uv } }
    CHECK(writer.bytes().substr(begin) ==
          "\x0a\x16\x40\xac\x02\x50\x03\xb2\x02\x0e"
          "\x18\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x38\xa0\x1f"s);
}
