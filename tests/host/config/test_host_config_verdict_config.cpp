#include "host/config/text_file.hpp"
#include "host/config/verdict_config.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

void check_equal(const VerdictLimits& a, const VerdictLimits& b) {
    CHECK(a.baseline_drift.power == b.baseline_drift.power);
    CHECK(a.baseline_drift.share == b.baseline_drift.share);
    CHECK(a.stale_voltage_share == b.stale_voltage_share);
    CHECK(a.stalled_refreshes == b.stalled_refreshes);
    CHECK(a.throttled_cap_share == b.throttled_cap_share);
    CHECK(a.throttled_decode_share == b.throttled_decode_share);
    CHECK(a.throttled_status == b.throttled_status);
    CHECK(a.suspended == b.suspended);
}

}  // namespace

TEST_CASE("the file of verdict limits that edgebench comes with holds the usual ones",
          "[host/config]") {
    const std::string file = EDGEBENCH_SOURCE "/configs/verdicts/default.toml";
    check_equal(parse_verdict_limits(read_text_file(file), file), VerdictLimits());
}

TEST_CASE("a limit that a file leaves out keeps its usual value", "[host/config]") {
    auto limits = parse_verdict_limits("baseline_drift_w = 1\nthrottled_status = 3\n", "x.toml");
    CHECK(limits.baseline_drift.power == Watts(1));
    CHECK(limits.throttled_status == 3);
    limits.baseline_drift.power = VerdictLimits().baseline_drift.power;
    limits.throttled_status = VerdictLimits().throttled_status;
    check_equal(limits, VerdictLimits());
}

TEST_CASE("a limit that cannot be meant is refused where it stands", "[host/config]") {
    const auto message = [](const char* text) {
        return test::error_of([text] { parse_verdict_limits(text, "x.toml"); }).message();
    };
    CHECK(message("throttled_cap_share = 5\n") ==
          "x.toml:1:23: 'throttled_cap_share' should be a share, above 0 and up to 1");
    CHECK(message("throttled_status = 7\n") == "x.toml:1:20: 'throttled_status' should be 1 to 6");
    CHECK(message("suspended_s = nan\n") == "x.toml:1:15: 'suspended_s' should be a number");
    CHECK(message("baseline_drift = 1\n") == "x.toml:1:1: unknown key 'baseline_drift'");
}
