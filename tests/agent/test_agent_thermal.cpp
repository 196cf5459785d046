#include "agent/thermal.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

// In AOSP's form, with a cached list that is old.
constexpr const char* k_warm = R"(IsStatusOverride: false
ThermalEventListeners:
	callbacks: 2
Thermal Status: 1
Cached temperatures:
	Temperature{mValue=84.208, mType=0, mName=CPU, mStatus=3}
HAL Ready: true
HAL connection:
	ThermalHAL AIDL 1  connected: yes
Current temperatures from HAL:
	Temperature{mValue=41.351, mType=3, mName=SKIN, mStatus=1}
	Temperature{mValue=-3.5, mType=2, mName=BATTERY, mStatus=0}
Current cooling devices from HAL:
	CoolingDevice{mValue=0, mType=2, mName=thermal-cpufreq-0}
Temperature static thresholds from HAL:
	TemperatureThreshold{mType=3, mName=SKIN, mHotThrottlingThresholds=[NaN, 50.0], mColdThrottlingThresholds=[]}
)";

}  // namespace

TEST_CASE("temperatures are those from the HAL, not the cached ones", "[agent]") {
    const auto sample = parse_thermal_service(k_warm);
    CHECK(sample.status == 1);
    CHECK_FALSE(sample.overridden);
    REQUIRE(sample.sensors.size() == 2);
    CHECK(sample.sensors[0].name == "SKIN");
    CHECK(sample.sensors[0].type == 3);
    CHECK(sample.sensors[0].temperature.value() == Approx(41.351));
    CHECK(sample.sensors[0].status == 1);
    CHECK(sample.sensors[1].temperature.value() == Approx(-3.5));
}

TEST_CASE("a sensor that tells no status has none", "[agent]") {
    const auto sample = parse_thermal_service(
        "Current temperatures from HAL:\n\tTemperature{mValue=41.5, mType=3, mName=SKIN}\n");
    REQUIRE(sample.sensors.size() == 1);
    CHECK_FALSE(sample.sensors[0].status);
}

TEST_CASE("a status that was set by hand is told from a measured one", "[agent]") {
    CHECK(parse_thermal_service("IsStatusOverride: true\r\nThermal Status: 3\r\n").overridden);
    CHECK(parse_thermal_service("IsStatusOverride: true\r\nThermal Status: 3\r\n").status == 3);
}

TEST_CASE("a phone that says nothing of heat has no status and no sensors", "[agent]") {
    for (const auto* text : {"", "Can't find service: thermalservice\n", "Thermal Status: hot\n",
                             "Current temperatures from HAL:\n\tTemperature{mValue=, mType=3}\n",
                             "Current temperatures from HAL:\n\tTemperature{mValue=x"}) {
        const auto sample = parse_thermal_service(text);
        CHECK_FALSE(sample.status);
        CHECK(sample.sensors.empty());
    }
}

}  // namespace edgebench::agent
