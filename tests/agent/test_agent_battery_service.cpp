#include "agent/battery_service.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

constexpr const char* k_dump =
    "Current Battery Service state:\r\n"
    "  AC powered: false\r\n"
    "  USB powered: false\r\n"
    "  Dock powered: true\r\n"
    "  Max charging voltage: 5000000\r\n"
    "  Charge counter: 2085000\r\n"
    "  status: 3\r\n"
    "  level: 75\r\n"
    "  scale: 100\r\n"
    "  voltage: 4063\r\n"
    "  temperature: 326\r\n"
    "  charge counter: 0\r\n"
    "  mSavedBatteryUsage: [54327]\r\n";

}  // namespace

TEST_CASE("the battery service's account is read by exact keys", "[agent]") {
    const auto state = parse_battery_service(k_dump);
    CHECK(state.status == ChargeStatus::discharging);
    CHECK(state.plugged == true);
    CHECK(state.level_percent == 75);
    CHECK(state.temperature_raw == 326);
    CHECK(state.voltage_raw == 4'063'000);
    CHECK(state.charge_counter_raw == 2'085'000);
    CHECK_FALSE(state.current_raw);
}

TEST_CASE("what the battery service does not say is nothing", "[agent]") {
    const auto state = parse_battery_service("  status: 9\n  level: many\n  voltage: 0\n");
    CHECK_FALSE(state.status);
    CHECK_FALSE(state.plugged);
    CHECK_FALSE(state.level_percent);
    CHECK_FALSE(state.voltage_raw);
    CHECK_FALSE(parse_battery_service("").status);
}

TEST_CASE("values that somebody has frozen are not believed", "[agent]") {
    const auto text = std::string("  (UPDATES STOPPED -- use 'reset' to restart)\n") + k_dump;
    CHECK_FALSE(parse_battery_service(text).status);
}

TEST_CASE("a battery property is the last two words of its Parcel", "[agent]") {
    CHECK(parse_battery_property(
              "Result: Parcel(\n"
              "  0x00000000: 00000000 00000000 00000001 fffe8f28 '............(...'\n"
              "  0x00000010: ffffffff                            '....            ')\n") ==
          -94'424);
    CHECK(parse_battery_property("Result: Parcel(\r\n"
                                 "  0x00000000: 00000000 00000000 00000001 00000141 'A...'\r\n"
                                 "  0x00000010: 00000000 00000000 '........')\r\n") == 321);
}

TEST_CASE("a battery property that the phone does not know is nothing", "[agent]") {
    const auto property = [](const std::string& words, const std::string& last) {
        return parse_battery_property("Result: Parcel(\n  0x00000000: " + words +
                                      " '....'\n  0x00000010: " + last + " '....')\n");
    };
    CHECK(property("00000000 00000000 00000001 00000005", "00000000") == 5);
    CHECK_FALSE(property("00000000 ffffffff 00000001 00000000", "80000000"));
    CHECK_FALSE(property("00000000 00000000 00000001 00000000", "80000000"));
    CHECK_FALSE(property("00000000 00000000 00000001 80000000", "ffffffff"));
    CHECK_FALSE(property("ffffffff 00000000 00000001 00000005", "00000000"));
    CHECK_FALSE(property("00000000 00000000 00000001", "00000005"));
    CHECK_FALSE(parse_battery_property("service: Service batteryproperties does not exist\n"));
    CHECK_FALSE(parse_battery_property("Result: Parcel('....')"));
    CHECK_FALSE(parse_battery_property(""));
}

}  // namespace edgebench::agent
