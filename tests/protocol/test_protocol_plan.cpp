#include "protocol/error.hpp"
#include "protocol/plan.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>

using namespace edgebench;

namespace {

Plan good_plan() {
    Plan plan;
    plan.id = std::string(32, 'a');
    EngineSetup setup;
    setup.engine_id = std::string(64, 'e');
    setup.executable = "bin/llama-server";
    setup.model_sha256 = std::string(64, 'f');
    plan.setups = {setup};
    plan.prompts = {{.text = "Hello", .tokens = {}}};
    TrialSpec trial;
    trial.output_tokens = 10;
    plan.trials = {trial};
    return plan;
}

bool is_refused(const std::function<void(Plan&)>& spoil) {
    auto plan = good_plan();
    spoil(plan);
    try {
        validate(plan);
    } catch (const Error& error) {
        return error.code() == ErrorCode::protocol;
    }
    return false;
}

}  // namespace

TEST_CASE("a plan that makes sense passes, with or without trials", "[protocol]") {
    CHECK_NOTHROW(validate(good_plan()));
    auto empty = good_plan();
    empty.trials.clear();
    CHECK_NOTHROW(validate(empty));
}

TEST_CASE("names that could reach outside a folder are refused", "[protocol]") {
    CHECK(is_refused([](Plan& p) { p.id = "../../etc"; }));
    CHECK(is_refused([](Plan& p) { p.id = std::string(32, 'A'); }));
    CHECK(is_refused([](Plan& p) { p.setups[0].engine_id = "latest"; }));
    CHECK(is_refused([](Plan& p) { p.setups[0].model_sha256 = "../" + std::string(61, 'a'); }));
    CHECK(is_refused([](Plan& p) { p.setups[0].further_parts_sha256 = {"part 2"}; }));
    for (const auto* path : {"", "/bin/sh", "../sh", "bin/../../sh"}) {
        CHECK(is_refused([path](Plan& p) { p.setups[0].executable = path; }));
    }
    CHECK(is_refused([](Plan& p) { p.setups[0].executable = std::string("a\0b", 3); }));
}

TEST_CASE("indices stay inside the plan", "[protocol]") {
    CHECK(is_refused([](Plan& p) { p.trials[0].setup = 1; }));
    CHECK(is_refused([](Plan& p) { p.trials[0].prompt = 1; }));
    CHECK(is_refused([](Plan& p) { p.trials[0].prompt = 0xffffffff; }));
    auto appended = good_plan().trials;
    appended[0].setup = 1;
    CHECK_THROWS_AS(validate(good_plan(), appended), Error);
}

TEST_CASE("numbers stay inside what can be done", "[protocol]") {
    CHECK(is_refused([](Plan& p) { p.trials[0].output_tokens = 0; }));
    CHECK(is_refused([](Plan& p) { p.trials[0].output_tokens = 1'000'001; }));
    CHECK(is_refused([](Plan& p) { p.trials[0].temperature = std::nan(""); }));
    CHECK(is_refused([](Plan& p) { p.policy.sample_period = Seconds(0.0001); }));
    CHECK(is_refused([](Plan& p) { p.trials[0].sustained = Seconds(0); }));
    CHECK(is_refused([](Plan& p) { p.trials[0].sustained = Seconds(3601); }));
    CHECK(is_refused([](Plan& p) {
        p.trials[0].sustained = Seconds(60);
        p.trials[0].cold = true;
    }));
    CHECK(is_refused([](Plan& p) { p.trials[0].page_cache = PageCache::cold; }));
}

TEST_CASE("at most two power sources are read, and known ones", "[protocol]") {
    CHECK_FALSE(is_refused([](Plan& p) { p.policy.power = {}; }));
    CHECK_FALSE(is_refused([](Plan& p) { p.policy.power = {"rails", "charge_counter"}; }));
    CHECK(is_refused([](Plan& p) { p.policy.power = {"rails", "sysfs", "android.power"}; }));
    CHECK(is_refused([](Plan& p) { p.policy.power = {"solar"}; }));
}

TEST_CASE("durations are finite, not negative, and at most a day", "[protocol]") {
    const std::vector<Seconds Policy::*> durations{&Policy::admit_deadline, &Policy::idle_before,
                                                   &Policy::idle_loaded,    &Policy::idle_after,
                                                   &Policy::load_deadline,  &Policy::trial_deadline,
                                                   &Policy::sample_period};
    for (const auto duration : durations) {
        for (const double value :
             {-1.0, 1e6, std::nan(""), std::numeric_limits<double>::infinity()}) {
            CHECK(is_refused([&](Plan& p) { p.policy.*duration = Seconds(value); }));
        }
    }
}
