#include "host/metrics/latency.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

constexpr std::int64_t k_ms = 1'000'000;

// Request at 1000 ms, tokens at 1500 (1), 1600 (2), 1800 (5) and 2000 ms (6 in all).
TrialEnd sample_trial() {
    TrialEnd trial;
    trial.outcome = Outcome::finished;
    trial.phases = {{"load", DeviceTime(200 * k_ms), DeviceTime(900 * k_ms)},
                    {"prefill", DeviceTime(1000 * k_ms), DeviceTime(1500 * k_ms)},
                    {"decode", DeviceTime(1500 * k_ms), DeviceTime(2000 * k_ms)}};
    trial.token_times = {{1500 * k_ms, 1600 * k_ms, 1800 * k_ms, 2000 * k_ms}, {1, 2, 5, 6}};
    trial.timings = {20, 400.0, 6, 600.0};
    return trial;
}

}  // namespace

TEST_CASE("latency follows its definitions", "[host/metrics]") {
    const auto result = latency(sample_trial());
    CHECK(result.load->value() == Approx(0.7));
    CHECK(result.ttft->value() == Approx(0.5));
    CHECK(result.total->value() == Approx(1.0));
    CHECK(*result.prefill_tps == Approx(40));
    CHECK(*result.decode_tps == Approx(10));  // 5 tokens in 0.5 s
    CHECK(*result.engine_prefill_tps == Approx(50));
    CHECK(*result.engine_decode_tps == Approx(10));
    CHECK(*result.prompt_tokens == 20);
    CHECK(*result.output_tokens == 6);
}

TEST_CASE("tokens that came with the first event do not count as decoded after it",
          "[host/metrics]") {
    auto trial = sample_trial();
    trial.token_times.tokens = {3, 4, 5, 6};
    CHECK(*latency(trial).decode_tps == Approx(6));  // 3 tokens in 0.5 s
}

TEST_CASE("one token gives a time to first token and no decode speed", "[host/metrics]") {
    auto trial = sample_trial();
    trial.token_times = {{1500 * k_ms}, {1}};
    CHECK(latency(trial).ttft->value() == Approx(0.5));
    CHECK_FALSE(latency(trial).decode_tps);
}

TEST_CASE("events at one instant give no decode speed", "[host/metrics]") {
    auto trial = sample_trial();
    trial.token_times = {{1500 * k_ms, 1500 * k_ms}, {1, 2}};
    CHECK_FALSE(latency(trial).decode_tps);
}

TEST_CASE("what a trial does not have is nothing, not zero", "[host/metrics]") {
    const auto result = latency(TrialEnd{});
    CHECK_FALSE(result.load);
    CHECK_FALSE(result.ttft);
    CHECK_FALSE(result.total);
    CHECK_FALSE(result.prefill_tps);
    CHECK_FALSE(result.decode_tps);
    CHECK_FALSE(result.engine_decode_tps);
    CHECK_FALSE(memory_use(TrialEnd{}).peak_rss);
}

TEST_CASE("memory is what was read after the window", "[host/metrics]") {
    TrialEnd trial;
    trial.memory.peak_rss = Bytes64(5 * k_mebibyte);
    trial.memory.pss = Bytes64(4 * k_mebibyte);
    CHECK(memory_use(trial).peak_rss->value() == 5 * k_mebibyte);
    CHECK(memory_use(trial).pss->value() == 4 * k_mebibyte);
}
