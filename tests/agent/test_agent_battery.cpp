#include "agent/battery.hpp"
#include "agent/power_probe.hpp"
#include "agent/sysfs_power.hpp"
#include "protocol/power_source.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

using test::TempDir;

constexpr const char* k_battery = "class/power_supply/battery/";

void write_supply(const TempDir& sys, const std::string& supply,
                  const std::vector<std::pair<std::string, std::string>>& files) {
    for (const auto& [name, content] : files) {
        sys.write("class/power_supply/" + supply + "/" + name, content + "\n");
    }
}

}  // namespace

TEST_CASE("the state of the battery is read with every value it has", "[agent]") {
    const TempDir sys;
    write_supply(sys, "battery",
                 {{"type", "Battery"},
                  {"status", "Not charging"},
                  {"capacity", "81"},
                  {"temp", "-12"},
                  {"current_now", "-350000"},
                  {"voltage_now", "3900000"},
                  {"charge_counter", "3000000"},
                  {"charge_full", "4100000"},
                  {"charge_full_design", "4500000"}});
    write_supply(sys, "usb", {{"type", "USB"}, {"online", "0"}});
    write_supply(sys, "wireless", {{"type", "Wireless"}, {"online", "1"}});
    const BatteryState state = read_battery(sys.path());
    CHECK(state.status == ChargeStatus::not_charging);
    CHECK(state.plugged == true);
    CHECK(state.level_percent == 81);
    CHECK(state.temperature_raw == -12);
    CHECK(state.current_raw == -350000);
    CHECK(state.voltage_raw == 3900000);
    CHECK(state.charge_counter_raw == 3000000);
    CHECK(state.charge_full_raw == 4100000);
    CHECK(state.charge_full_design_raw == 4500000);
}

TEST_CASE("what cannot be read of the battery is nothing", "[agent]") {
    const TempDir sys;
    write_supply(sys, "battery", {{"type", "Battery"}, {"capacity", ""}, {"temp", "warm"}});
    const BatteryState state = read_battery(sys.path());
    CHECK_FALSE(state.status);
    CHECK_FALSE(state.plugged);
    CHECK_FALSE(state.level_percent);
    CHECK_FALSE(state.temperature_raw);
    CHECK_FALSE(state.current_raw);
    CHECK_FALSE(read_battery(sys / "nowhere").level_percent);
}

TEST_CASE("only chargers tell whether the phone is plugged in", "[agent]") {
    const TempDir sys;
    const auto plugged = [&sys] { return read_battery(sys.path()).plugged; };
    write_supply(sys, "battery", {{"type", "Battery"}, {"online", "1"}});
    write_supply(sys, "otg", {{"type", "Unknown"}, {"online", "4"}});
    write_supply(sys, "ps", {{"online", "1"}});
    CHECK_FALSE(plugged());
    write_supply(sys, "ac", {{"type", "Mains"}, {"online", "0"}});
    CHECK(plugged() == false);
    for (const char* type : {"Mains", "USB", "USB_PD", "Wireless", "Dock"}) {
        write_supply(sys, "charger", {{"type", type}, {"online", "1"}});
        CHECK(plugged() == true);
    }
}

TEST_CASE("of several batteries the one with a readable current is taken", "[agent]") {
    const TempDir sys;
    write_supply(sys, "battery", {{"type", "Battery"}});
    write_supply(sys, "maxfg", {{"type", "Battery"}, {"current_now", "1"}});
    write_supply(sys, "pen", {{"type", "Battery"}, {"scope", "Device"}, {"current_now", "2"}});
    CHECK(find_battery(sys.path())->filename() == "maxfg");
    write_supply(sys, "battery", {{"current_now", "3"}});
    CHECK(find_battery(sys.path())->filename() == "battery");
}

TEST_CASE("a folder named battery needs no readable type", "[agent]") {
    const TempDir sys;
    write_supply(sys, "battery", {{"current_now", "5"}});
    CHECK(find_battery(sys.path()));
}

TEST_CASE("the probe names the file, or why it cannot be used", "[agent]") {
    const TempDir sys;
    const auto probed = [&] { return probe_sysfs_power(k_sysfs, sys.path()); };
    CHECK_FALSE(probed().available);
    CHECK(probed().detail == "no battery in " + (sys / "class/power_supply").string());

    write_supply(sys, "battery", {{"type", "Battery"}});
    const auto path = (sys / k_battery).string() + "current_now";
    CHECK_FALSE(probed().available);
    CHECK(probed().detail == path + ": No such file or directory");

    write_supply(sys, "battery", {{"current_now", "n/a"}});
    CHECK(probed().detail == path + ": not an integer");

    write_supply(sys, "battery", {{"current_now", "-7"}});
    CHECK(probed().available);
    CHECK(probed().detail == path);
}

TEST_CASE("the sysfs source polls the files that it opened", "[agent]") {
    const TempDir sys;
    CHECK_FALSE(open_sysfs_power(k_sysfs, sys.path()));
    write_supply(sys, "battery", {{"current_now", "-350000"}, {"voltage_now", "3900000"}});
    const auto source = open_sysfs_power(k_sysfs, sys.path());
    REQUIRE(source);
    CHECK(source->name() == "sysfs");
    CHECK(source->poll() == RawReading{-350000, 3900000});
    write_supply(sys, "battery", {{"current_now", "42"}, {"voltage_now", ""}});
    CHECK(source->poll() == RawReading{42, std::nullopt});
    write_supply(sys, "battery", {{"current_now", ""}});
    CHECK_FALSE(source->poll());
}

TEST_CASE("the charge counter is read in place of the current", "[agent]") {
    const TempDir sys;
    write_supply(sys, "battery", {{"current_now", "1"}, {"voltage_now", "3900000"}});
    CHECK_FALSE(probe_sysfs_power(k_charge_counter, sys.path()).available);
    write_supply(sys, "battery", {{"charge_counter", "2085000"}});
    const auto source = open_sysfs_power(k_charge_counter, sys.path());
    REQUIRE(source);
    CHECK(source->name() == "charge_counter");
    CHECK(source->poll() == RawReading{2085000, 3900000});
}

TEST_CASE("only the polled sources that the phone has are opened", "[agent]") {
    const TempDir sys;
    write_supply(sys, "battery", {{"current_now", "1"}});
    const auto sources = open_polled_sources({"rails", "charge_counter", "sysfs"}, sys.path());
    REQUIRE(sources.size() == 1);
    CHECK(sources.front()->name() == "sysfs");
}

}  // namespace edgebench::agent
