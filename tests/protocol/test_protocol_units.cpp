#include "protocol/units.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

TEST_CASE("quantities keep their units", "[protocol]") {
    CHECK(Seconds(1) + Seconds(0.5) == Seconds(1.5));
    CHECK(-Seconds(2) < Seconds(0));
    CHECK((Volts(4) * Amps(0.5)).value() == Approx(2));
    CHECK((Watts(3) * Seconds(2)).value() == Approx(6));
    CHECK((Joules(6) / Seconds(2)).value() == Approx(3));
    CHECK(to_amps(Microamps(-1'500'000)).value() == Approx(-1.5));
    CHECK(to_volts(Microvolts(3'876'000)).value() == Approx(3.876));
}

TEST_CASE("device times differ by seconds", "[protocol]") {
    const DeviceTime start(5'000'000'000);
    CHECK(seconds_between(start, DeviceTime(7'500'000'000)).value() == Approx(2.5));
    CHECK(seconds_between(DeviceTime(7'500'000'000), start).value() == Approx(-2.5));
    CHECK(later(start, Seconds(0.25)) == DeviceTime(5'250'000'000));
}

// A phone that is up for a year has 3e16 ns: differences stay exact.
static_assert(seconds_between(DeviceTime(31'536'000'000'000'000),
                              DeviceTime(31'536'000'000'000'001)) == Seconds(1e-9));
