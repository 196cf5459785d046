#include "host/metrics/backend_use.hpp"
#include "host/metrics/reasons.hpp"
#include "host/metrics/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

using Reasons = std::vector<std::string>;

struct Case {
    TrialSpec spec;
    Prompt prompt;
    TrialEnd trial;
    Reasons energy;
    VerdictLimits limits;

    Case() {
        spec.output_tokens = 2;
        spec.exact_output = true;
        prompt.reference = "x";
        prompt.scorers = {"contains"};
        trial.outcome = Outcome::finished;
        trial.phases = {{"prefill", DeviceTime(0), DeviceTime(5)}};
        trial.token_times = {{5, 9}, {1, 2}};
        trial.timings = {3, 1.0, 2, 1.0};
        trial.memory.peak_rss = Bytes64(1);
    }
    Reasons reasons(Metric metric) const {
        for (const auto& verdict : verdicts(spec, prompt, trial, energy, limits)) {
            if (verdict.metric == metric) return verdict.reasons;
        }
        return {"no verdict"};
    }
};

}  // namespace

TEST_CASE("a good trial is valid for all four metrics", "[host/metrics]") {
    const Case good;
    const auto all = verdicts(good.spec, good.prompt, good.trial, good.energy, good.limits);
    REQUIRE(all.size() == 4);
    for (const auto& verdict : all) CHECK(verdict.valid());
}

TEST_CASE("an unfinished trial is valid for nothing and says how it ended", "[host/metrics]") {
    Case unfinished;
    const std::vector<std::pair<Outcome, std::string>> outcomes{
        {Outcome::failed, "failed"},
        {Outcome::not_admitted, "not admitted"},
        {Outcome::cancelled, "cancelled"},
        {Outcome::interrupted, "interrupted"}};
    for (const auto& [outcome, reason] : outcomes) {
        unfinished.trial.outcome = outcome;
        for (const auto& [metric, name] : k_metric_names) {
            CHECK(unfinished.reasons(metric) == Reasons{reason});
        }
    }
}

TEST_CASE("charging spoils energy and nothing else", "[host/metrics]") {
    Case charging;
    charging.energy = {"charging"};
    CHECK(charging.reasons(Metric::energy) == Reasons{"charging"});
    CHECK(charging.reasons(Metric::latency).empty());
    CHECK(charging.reasons(Metric::quality).empty());
    CHECK(charging.reasons(Metric::memory).empty());
}

TEST_CASE("a disturbed or suspended window spoils latency and energy", "[host/metrics]") {
    Case spoiled;
    spoiled.trial.disturbances = 1;
    spoiled.trial.suspended_ns = 1;
    spoiled.energy = {"suspended", "sampling gap"};
    CHECK(spoiled.reasons(Metric::latency) == Reasons{"disturbed", "suspended"});
    CHECK(spoiled.reasons(Metric::energy) == Reasons{"disturbed", "suspended", "sampling gap"});
    CHECK(spoiled.reasons(Metric::quality).empty());
}

TEST_CASE("a phone that slept less than the limit was not suspended", "[host/metrics]") {
    Case slept;
    slept.trial.suspended_ns = 2'000'000;
    slept.limits.suspended = Seconds(0.003);
    CHECK(slept.reasons(Metric::latency).empty());
    slept.limits.suspended = Seconds(0.001);
    CHECK(slept.reasons(Metric::latency) == Reasons{"suspended"});
}

TEST_CASE("a page cache that is not as asked for spoils latency and energy", "[host/metrics]") {
    Case trial;
    trial.spec.cold = true;
    trial.trial.page_cache_resident_share = 0.5;
    CHECK(trial.reasons(Metric::latency).empty());  // nothing was asked for
    trial.spec.page_cache = PageCache::cold;
    CHECK(trial.reasons(Metric::latency) == Reasons{"page cache not cold"});
    CHECK(trial.reasons(Metric::energy) == Reasons{"page cache not cold"});
    CHECK(trial.reasons(Metric::quality).empty());
    trial.spec.page_cache = PageCache::warm;
    CHECK(trial.reasons(Metric::latency) == Reasons{"page cache not warm"});
    trial.trial.page_cache_resident_share = 0.995;
    CHECK(trial.reasons(Metric::latency).empty());
    trial.spec.page_cache = PageCache::cold;
    trial.trial.page_cache_resident_share = 0.005;
    CHECK(trial.reasons(Metric::latency).empty());
    trial.trial.page_cache_resident_share.reset();
    CHECK(trial.reasons(Metric::latency) == Reasons{"page cache not cold"});
}

TEST_CASE("a throttled phone gives quality and memory, not latency or energy", "[host/metrics]") {
    Case hot;
    hot.trial.thermal = {{.time = DeviceTime(0), .status = 0, .sensors = {}},
                         {.time = DeviceTime(9), .status = 2, .sensors = {}}};
    CHECK(hot.reasons(Metric::latency) == Reasons{"throttled"});
    CHECK(hot.reasons(Metric::energy) == Reasons{"throttled"});
    CHECK(hot.reasons(Metric::quality).empty());
    CHECK(hot.reasons(Metric::memory).empty());
}

TEST_CASE("fewer tokens than exactly asked for are a truncated answer", "[host/metrics]") {
    Case shorter;
    shorter.spec.output_tokens = 3;
    CHECK(shorter.reasons(Metric::latency) == Reasons{"truncated"});
    CHECK(shorter.reasons(Metric::quality) == Reasons{"truncated"});
    shorter.spec.exact_output = false;
    CHECK(shorter.reasons(Metric::latency).empty());
}

TEST_CASE("an answer that ended where the context was full is truncated", "[host/metrics]") {
    Case full;
    full.spec.exact_output = false;
    full.spec.output_tokens = 100;
    full.trial.finish_reason = "limit";
    CHECK(full.reasons(Metric::quality).empty());
    full.trial.finish_reason = "context";
    CHECK(full.reasons(Metric::quality) == Reasons{"truncated"});
    CHECK(full.reasons(Metric::latency) == Reasons{"truncated"});
}

TEST_CASE("missing measurements are named", "[host/metrics]") {
    Case empty;
    empty.trial.timings = {};
    empty.trial.token_times = {};
    empty.trial.memory = {};
    empty.prompt.reference.reset();
    CHECK(empty.reasons(Metric::latency) == Reasons{"token counts missing", "no token observed"});
    CHECK(empty.reasons(Metric::memory) == Reasons{"memory unreadable"});
    CHECK(empty.reasons(Metric::quality) == Reasons{"no reference"});
}

TEST_CASE("every reason of a verdict has a next step", "[host/metrics]") {
    for (const auto* reason :
         {"failed", "not admitted", "cancelled", "interrupted", "truncated", "disturbed",
          "suspended", "throttled", "token counts missing", "no token observed", "no reference",
          "memory unreadable", "page cache not cold", "page cache not warm"}) {
        INFO(reason);
        CHECK_FALSE(hint_for(reason).empty());
    }
    CHECK(hint_for("no such reason").empty());
}

TEST_CASE("an engine that computes elsewhere than asked is told", "[host/metrics]") {
    const Reasons not_used{"backend not used"};
    const auto asked = [](const char* backend) {
        EngineSettings settings;
        settings.backend = backend;
        return settings;
    };
    EngineReport report;
    CHECK(backend_reasons(asked("cpu"), report).empty());
    CHECK(backend_reasons(asked("opencl"), report) == not_used);
    report.devices = {"GPUOpenCL"};
    CHECK(backend_reasons(asked("opencl"), report) == not_used);  // no layer is there
    report.offloaded_layers = 17;
    CHECK(backend_reasons(asked("opencl"), report).empty());
    CHECK(backend_reasons(asked("hexagon"), report) == not_used);
    CHECK(backend_reasons(asked("cpu"), report) == not_used);
    report.devices = {"HTP0"};
    CHECK(backend_reasons(asked("hexagon"), report).empty());
    CHECK_FALSE(hint_for("backend not used").empty());
}
