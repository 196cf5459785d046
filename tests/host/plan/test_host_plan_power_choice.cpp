#include "host/plan/power_choice.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

using Names = std::vector<std::string>;

std::vector<PowerSourceInfo> findings() {
    return {{"rails", false, "this phone does not measure its rails"},
            {"android.power", true, "current, no voltage"},
            {"sysfs", true, "/sys/class/power_supply/battery/current_now"}};
}

}  // namespace

TEST_CASE("without a wish the best source that there is is read", "[host/plan]") {
    CHECK(choose_power({}, findings()) == Names{"android.power"});
    CHECK(choose_power({}, {{"sysfs", false, "refused"}}).empty());
}

TEST_CASE("a wish is fulfilled in its own order", "[host/plan]") {
    CHECK(choose_power({"sysfs", "android.power"}, findings()) == Names{"sysfs", "android.power"});
}

TEST_CASE("a wish that the phone cannot fulfil says why, and what there is instead",
          "[host/plan]") {
    try {
        choose_power({"sysfs", "rails"}, findings());
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::device);
        CHECK(error.message() ==
              "the power source rails is not available on this phone: this phone does not measure "
              "its rails");
        CHECK(error.hint() == "Leave --power out, or choose of android.power, sysfs.");
    }
}

TEST_CASE("nothing is known of an agent that has not looked", "[host/plan]") {
    CHECK(choose_power({}, {}) == Names{"sysfs"});
    CHECK(choose_power({"rails"}, {}) == Names{"rails"});
}
