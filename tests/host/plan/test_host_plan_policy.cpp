#include "host/plan/policy.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

GaugeProfile gauge_of(double refresh_s) {
    GaugeProfile gauge;
    gauge.refresh = Seconds(refresh_s);
    return gauge;
}

}  // namespace

TEST_CASE("an unknown gauge gets the windows of one with 1.5 s", "[host/plan]") {
    const auto policy = default_policy({"latency"}, {}, {});
    CHECK(policy.idle_before.value() == Approx(22.5));
    CHECK(policy.idle_loaded == policy.idle_before);
    CHECK(policy.idle_after == policy.idle_before);
    CHECK(policy.sample_period == Seconds(0.1));
}

TEST_CASE("a known gauge gets windows and a sample period of its own", "[host/plan]") {
    CHECK(default_policy({}, {}, gauge_of(0.35)).idle_after.value() == Approx(6.75));
    CHECK(default_policy({}, {}, gauge_of(0.35)).sample_period.value() == Approx(0.175));
    CHECK(default_policy({}, {}, gauge_of(0.1)).sample_period == Seconds(0.1));
    auto slow_filter = gauge_of(0.35);
    slow_filter.filter_constant = Seconds(2);
    CHECK(idle_window(slow_filter).value() == Approx(15));
}

TEST_CASE("an idle window that was asked for is taken as it is", "[host/plan]") {
    CHECK(default_policy({}, Seconds(1), gauge_of(1.5)).idle_before == Seconds(1));
}

TEST_CASE("power rails need short windows and no battery that discharges", "[host/plan]") {
    const auto rails = default_policy({"energy"}, {}, {}, {"rails"});
    CHECK(rails.power == std::vector<std::string>{"rails"});
    CHECK(rails.idle_before.value() == Approx(6.25));
    CHECK(rails.sample_period == Seconds(0.25));
    CHECK_FALSE(rails.require_discharging);
    const auto both = default_policy({"energy"}, {}, gauge_of(0.35), {"rails", "sysfs"});
    CHECK(both.idle_before.value() == Approx(6.75));
    CHECK(both.sample_period.value() == Approx(0.175));
}

TEST_CASE("the battery service is asked once a second however fast the gauge is", "[host/plan]") {
    const auto policy = default_policy({}, {}, gauge_of(0.35), {"batteryproperties"});
    CHECK(policy.idle_before.value() == Approx(15));
}

TEST_CASE("only a required energy makes charging a gate", "[host/plan]") {
    const auto without = default_policy({"latency"}, {}, {});
    CHECK_FALSE(without.require_discharging);
    CHECK_FALSE(without.level_max_percent);
    const auto with = default_policy({"latency", "energy"}, {}, {});
    CHECK(with.require_discharging);
    CHECK(with.level_min_percent == 15);
}
