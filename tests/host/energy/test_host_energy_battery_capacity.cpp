#include "host/energy/battery_capacity.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace edgebench;

namespace {

BatteryState state(std::optional<std::int64_t> full, std::optional<std::int64_t> design,
                   std::optional<std::int64_t> counter = {}, std::optional<int> level = {}) {
    BatteryState battery;
    battery.charge_full_raw = full;
    battery.charge_full_design_raw = design;
    battery.charge_counter_raw = counter;
    battery.level_percent = level;
    return battery;
}

std::optional<BatteryCapacity> capacity(std::vector<BatteryState> states) {
    return battery_capacity(states);
}

}  // namespace

TEST_CASE("what the gauge has learned of the battery counts before what its maker states",
          "[host/energy]") {
    const auto learned = capacity({state(4'100'000, 4'500'000)});
    REQUIRE(learned);
    CHECK(learned->full == MilliampHours(4100));
    CHECK(learned->origin == "charge_full");
    CHECK(capacity({state({}, 4'500'000)})->full == MilliampHours(4500));
    CHECK(capacity({state({}, {}), state(4'100'000, {})})->full == MilliampHours(4100));
}

TEST_CASE("a capacity in mAh is taken as such", "[host/energy]") {
    CHECK(capacity({state(3000, {})})->full == MilliampHours(3000));
}

TEST_CASE("the charge counter over the level is an estimate", "[host/energy]") {
    const auto estimate = capacity(
        {state({}, {}, 2'000'000, 50), state({}, {}, 2'050'000, 50), state({}, {}, 1'000'000, 10)});
    REQUIRE(estimate);
    CHECK(estimate->full == MilliampHours(4100));
    CHECK(estimate->origin == "charge_counter / level");
}

TEST_CASE("a battery that says nothing, or nonsense, has no capacity", "[host/energy]") {
    CHECK_FALSE(capacity({}));
    CHECK_FALSE(capacity({state({}, {})}));
    CHECK_FALSE(capacity({state(0, 1, -5, 50)}));
    CHECK_FALSE(capacity({state({}, {}, 400'000, 10)}));
}
