#include "host/metrics/sustained.hpp"
#include "host/metrics/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

constexpr DeviceTime at(double seconds) {
    return later(DeviceTime(0), Seconds(seconds));
}

// Requests of 10 s: 2 s of prefill, then 8 s of decode at so many tokens a second, marked each
// second. The first begins at 5 s.
TrialEnd trial_of(const std::vector<int>& speeds) {
    TrialEnd trial;
    trial.outcome = Outcome::finished;
    trial.phases.push_back({"idle_before", at(0), at(5)});
    double time = 5;
    std::int32_t tokens = 0;
    for (const int speed : speeds) {
        trial.phases.push_back({"prefill", at(time), at(time + 2)});
        trial.phases.push_back({"decode", at(time + 2), at(time + 10)});
        ++tokens;
        for (int second = 0; second <= 7; ++second) {
            if (second > 0) tokens += speed;
            trial.token_times.time_ns.push_back(at(time + 2 + second).value());
            trial.token_times.tokens.push_back(tokens);
        }
        time += 10;
    }
    trial.phases.push_back({"idle_after", at(time), at(time + 5)});
    for (double second = 0; second < time; ++second) {
        ContextSample sample;
        sample.time = at(second);
        sample.temperature_raw = second < 65 ? 300 : 350;
        trial.context.push_back(sample);
    }
    return trial;
}

}  // namespace

TEST_CASE("each minute has the speed of its decode time alone", "[host/metrics]") {
    // A minute of 6 requests at 20 tokens a second, then half a minute at 10.
    const auto minutes = sustained_minutes(trial_of({20, 20, 20, 20, 20, 20, 10, 10, 10}));
    REQUIRE(minutes.size() == 2);
    CHECK(minutes[0].begin.value() == Approx(0));
    CHECK(minutes[0].duration.value() == Approx(60));
    CHECK(minutes[0].requests == 6);
    CHECK(minutes[0].decode == Approx(20));
    CHECK(minutes[0].battery->value() == Approx(30));
    CHECK(minutes[1].begin.value() == Approx(60));
    CHECK(minutes[1].duration.value() == Approx(30));
    CHECK(minutes[1].requests == 3);
    CHECK(minutes[1].decode == Approx(10));
    CHECK(minutes[1].battery->value() == Approx(35));
    CHECK_FALSE(minutes[0].skin);
    CHECK_FALSE(minutes[0].cap_percent);
    CHECK_FALSE(minutes[0].power);
}

TEST_CASE("a cap is compared with the highest of its own processors", "[host/metrics]") {
    auto trial = trial_of({20});
    trial.cpu = {{.policy = "policy0",
                  .time_ns = {at(1).value(), at(6).value()},
                  .current_khz = {1, 1},
                  .cap_khz = {1'800'000, 1'800'000}},
                 {.policy = "policy4",
                  .time_ns = {at(1).value(), at(6).value(), at(7).value()},
                  .current_khz = {1, 1, 1},
                  .cap_khz = {2'400'000, 1'800'000, std::nullopt}}};
    CHECK(sustained_minutes(trial).at(0).cap_percent == Approx(75));
}

TEST_CASE("the skin is as warm as its hottest sensor", "[host/metrics]") {
    auto trial = trial_of({20});
    ThermalSample sample;
    sample.time = at(8);
    sample.sensors = {
        {"SKIN", 3, Celsius(38), 0}, {"SKIN2", 3, Celsius(40), 0}, {"CPU", 0, Celsius(80), 0}};
    trial.thermal.push_back(sample);
    sample.time = at(1);  // before the first request
    sample.sensors[1].temperature = Celsius(90);
    trial.thermal.push_back(sample);
    CHECK(sustained_minutes(trial).at(0).skin->value() == Approx(40));
}

TEST_CASE("a sustained trial without a request has no minutes", "[host/metrics]") {
    CHECK(sustained_minutes(TrialEnd()).empty());
    CHECK_FALSE(decode_speed(TrialEnd(), at(0), at(1)));
}

TEST_CASE("a sustained trial is valid by its tokens, and says why it has no energy",
          "[host/metrics]") {
    TrialSpec spec;
    spec.sustained = Seconds(60);
    spec.exact_output = true;
    spec.output_tokens = 1'000'000;
    const std::vector<std::string> energy{"sustained"};
    const auto all = verdicts(spec, Prompt(), trial_of({20}), energy, VerdictLimits());
    CHECK(all.at(0).valid());
    CHECK(all.at(1).reasons == energy);
    CHECK(all.at(2).reasons == energy);
    auto silent = trial_of({});
    silent.token_times = {};
    CHECK(verdicts(spec, Prompt(), silent, energy, VerdictLimits()).at(0).reasons ==
          std::vector<std::string>{"no token observed"});
}
