#include "agent/gates.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

GateReadings good_readings() {
    GateReadings readings;
    readings.battery.status = ChargeStatus::discharging;
    readings.battery.plugged = false;
    readings.battery.level_percent = 60;
    readings.battery.temperature_raw = 283;
    readings.memory_available = Bytes64(2048 * k_mebibyte);
    readings.storage_free = Bytes64(2048 * k_mebibyte);
    return readings;
}

Policy strict_policy() {
    Policy policy;
    policy.battery_temperature_min = Celsius(15);
    policy.battery_temperature_max = Celsius(35);
    policy.level_min_percent = 20;
    policy.level_max_percent = 90;
    policy.memory_min = Bytes64(1024 * k_mebibyte);
    policy.storage_reserve = Bytes64(1024 * k_mebibyte);
    policy.require_discharging = true;
    return policy;
}

std::string closed(const GateReadings& readings) {
    return in_words(closed_gates(strict_policy(), readings));
}

}  // namespace

TEST_CASE("all gates are open on a phone that is as the policy wants it", "[agent]") {
    CHECK(closed(good_readings()).empty());
    CHECK(closed_gates(Policy(), GateReadings()).empty());
}

TEST_CASE("a closed gate says both values", "[agent]") {
    auto readings = good_readings();
    readings.battery.temperature_raw = 362;
    CHECK(closed(readings) == "battery temperature: 36.2 °C is above 35.0 °C");
    readings.battery.temperature_raw = 149;
    CHECK(closed(readings) == "battery temperature: 14.9 °C is below 15.0 °C");
    readings = good_readings();
    readings.battery.level_percent = 12;
    CHECK(closed(readings) == "battery level: 12 % is below 20 %");
    readings = good_readings();
    readings.memory_available = Bytes64(100 * k_mebibyte);
    readings.storage_free = Bytes64(10 * k_mebibyte);
    CHECK(closed(readings) ==
          "available memory: 100 MiB is below 1024 MiB; "
          "free storage: 10 MiB is below 1024 MiB");
}

TEST_CASE("a phone that has to discharge must say that it does", "[agent]") {
    auto readings = good_readings();
    readings.battery.plugged = true;
    CHECK(closed(readings) == "power: the phone is plugged in");
    readings.battery.plugged.reset();
    CHECK(closed(readings).empty());
    readings.battery.status = ChargeStatus::full;
    CHECK(closed(readings) == "power: the battery is not discharging");
    readings.battery.status.reset();
    CHECK(closed(readings) == "power: the battery's status cannot be read");
}

TEST_CASE("a phone on battery whose screen is off is not measured", "[agent]") {
    auto readings = good_readings();
    readings.screen_on = false;
    CHECK(closed(readings) == "screen: it is off, and the phone sleeps then: unlock the phone");
    readings.battery.plugged = true;
    CHECK(in_words(closed_gates(Policy(), readings)).empty());
    readings.battery.plugged.reset();
    CHECK_FALSE(closed(readings).empty());
    readings.screen_on = true;
    CHECK(closed(readings).empty());
}

TEST_CASE("what the phone does not show closes no other gate, and is named", "[agent]") {
    GateReadings readings;
    readings.battery.status = ChargeStatus::discharging;
    CHECK(closed(readings).empty());
    CHECK(unchecked_gates(strict_policy(), readings) ==
          "battery temperature, battery level, available memory, free storage");
    CHECK(unchecked_gates(strict_policy(), good_readings()).empty());
    CHECK(unchecked_gates(Policy(), readings).empty());
}

TEST_CASE("memory and storage are read from the system", "[agent]") {
    const test::TempDir proc;
    proc.write("meminfo", "MemTotal:       24684096 kB\nMemAvailable:       4096 kB\n");
    CHECK(memory_available(proc.path()) == Bytes64(4 * k_mebibyte));
    CHECK_FALSE(memory_available(proc / "nowhere"));
    CHECK(storage_free(proc.path()) > Bytes64(0));
    CHECK_FALSE(storage_free(proc / "nowhere"));
}

TEST_CASE("heat, a status set by hand and battery saver close gates", "[agent]") {
    Policy policy;
    policy.thermal_status_max = 0;
    policy.refuse_battery_saver = true;
    GateReadings readings;
    readings.thermal.emplace();
    readings.thermal->status = 2;
    readings.battery_saver = true;
    CHECK(in_words(closed_gates(policy, readings)) ==
          "battery saver: it is on, and slows the processors; thermal status: 2 is above 0");
    readings.battery_saver = false;
    readings.thermal->overridden = true;
    CHECK(in_words(closed_gates(policy, readings)) ==
          "thermal status: it has been set by hand; `cmd thermalservice reset` ends that");
    readings.thermal->overridden = false;
    readings.thermal->status = 0;
    CHECK(closed_gates(policy, readings).empty());
    CHECK(unchecked_gates(policy, GateReadings()) == "thermal status, battery saver");
}

}  // namespace edgebench::agent
