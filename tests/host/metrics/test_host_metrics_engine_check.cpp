#include "host/metrics/engine_check.hpp"

#include <catch2/catch.hpp>

namespace edgebench {
namespace {

TrialEnd tryout() {
    TrialEnd trial;
    trial.outcome = Outcome::finished;
    trial.engine = {.build = "1 (0ad4a86)",
                    .devices = {},
                    .offloaded_layers = std::nullopt,
                    .layers = std::nullopt,
                    .threads = 4,
                    .threads_batch = 4,
                    .context_tokens = 256,
                    .batch_tokens = 2048,
                    .ubatch_tokens = 512,
                    .flash_attention = "enabled",
                    .kv_cache_k = "f16",
                    .kv_cache_v = "f16"};
    trial.timings = {.prompt_tokens = 1, .prompt_ms = 2, .output_tokens = 3, .output_ms = 4};
    return trial;
}

TEST_CASE("an engine that tells everything has nothing untold", "[host/metrics]") {
    const auto check = judge_tryout(tryout());
    REQUIRE(check);
    CHECK(check->works());
    CHECK(check->unknown_option.empty());
    CHECK(check->untold.empty());
}

TEST_CASE("words that an engine no longer says are named", "[host/metrics]") {
    auto trial = tryout();
    trial.engine.kv_cache_k.reset();
    trial.engine.build.clear();
    trial.timings.output_ms.reset();
    const auto check = judge_tryout(trial);
    REQUIRE(check);
    CHECK(check->works());
    CHECK(check->untold == std::vector<std::string>{"build", "kv_cache_k", "output_ms"});
}

TEST_CASE("the option that an engine does not know is named", "[host/metrics]") {
    auto trial = tryout();
    trial.outcome = Outcome::failed;
    trial.reason = "the engine exited with status 1";
    trial.engine_log = "load_backend: loaded\nerror: invalid argument: --cpu-strict\nusage: …\n";
    auto check = judge_tryout(trial);
    REQUIRE(check);
    CHECK(check->unknown_option == "--cpu-strict");
    CHECK(check->failure == "the engine exited with status 1");
    trial.engine_log = "error: invalid argument: -fa";
    check = judge_tryout(trial);
    REQUIRE(check);
    CHECK(check->unknown_option == "-fa");
}

TEST_CASE("an engine that fails for another reason knows its options", "[host/metrics]") {
    auto trial = tryout();
    trial.outcome = Outcome::failed;
    trial.reason = "the engine was killed by signal 9";
    const auto check = judge_tryout(trial);
    REQUIRE(check);
    CHECK_FALSE(check->works());
    CHECK(check->unknown_option.empty());
}

TEST_CASE("a tryout that did not take place says nothing", "[host/metrics]") {
    for (const auto outcome : {Outcome::not_admitted, Outcome::cancelled, Outcome::interrupted}) {
        auto trial = tryout();
        trial.outcome = outcome;
        CHECK_FALSE(judge_tryout(trial));
    }
}

}  // namespace
}  // namespace edgebench
