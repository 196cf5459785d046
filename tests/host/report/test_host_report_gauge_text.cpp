#include "host/report/gauge_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace edgebench;
using namespace edgebench::report;

namespace {

RecordingReport told() {
    RecordingReport report;
    auto& gauge = report.gauge;
    gauge.polls = 579;
    gauge.length = Seconds(60.6);
    gauge.poll = Seconds(0.105);
    gauge.changes = 173;
    gauge.verdict = RefreshVerdict::ok;
    gauge.refresh = {Seconds(0.35032), "173 timed changes on one grid"};
    gauge.refresh_interval = {Seconds(0.34974), Seconds(0.3509)};
    gauge.unit = {GaugeUnit::microamps, "the median reading is 3.2e+05 in size"};
    gauge.sign = {DischargeSign::positive, "100 % of the readings are positive while discharging"};
    gauge.quantisation = {312.5, "all differences are multiples of it"};
    return report;
}

}  // namespace

TEST_CASE("a gauge's JSON has its documented keys, null where nothing is known", "[host/report]") {
    const auto full = nlohmann::json::parse(gauge_json(told()));
    CHECK(full["refresh_s"] == 0.35032);
    CHECK(full["refresh_interval_s"] == nlohmann::json({0.34974, 0.3509}));
    CHECK(full["unit"] == "uA");
    CHECK(full["discharge_sign"] == "positive");
    CHECK(full["quantisation"] == 312.5);
    CHECK(full["changes"] == 173);
    CHECK(full["verdict"] == "ok");
    CHECK(full["state_assumed"] == true);
    CHECK(full["reasons"].empty());
    RecordingReport nothing;
    nothing.gauge.refresh.evidence = "the reading never changed";
    const auto empty = nlohmann::json::parse(gauge_json(nothing));
    for (const auto* key :
         {"refresh_s", "refresh_interval_s", "unit", "discharge_sign", "quantisation"}) {
        REQUIRE(empty.contains(key));
        CHECK(empty[key].is_null());
    }
    CHECK(empty["verdict"] == "too short");
    CHECK(empty["reasons"] == nlohmann::json({"the reading never changed"}));
}

TEST_CASE("a gauge's table says each finding with its evidence, and what to do next",
          "[host/report]") {
    CHECK_THAT(gauge_text(told(), {}), Catch::Contains("0.3503") &&
                                           Catch::Contains("on one grid") &&
                                           Catch::Contains("assumed") && !Catch::Contains("next:"));
    auto report = told();
    report.gauge.refresh.value.reset();
    report.gauge.next_step = "Record about 579 s more.";
    report.notes = {"2 lines left out"};
    CHECK_THAT(gauge_text(report, {}), Catch::Contains("note: 2 lines left out\n") &&
                                           Catch::EndsWith("next: Record about 579 s more.\n"));
}
