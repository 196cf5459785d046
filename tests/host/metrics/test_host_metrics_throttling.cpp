#include "host/metrics/throttling.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

constexpr std::int64_t k_second = 1'000'000'000;

// Ten seconds of decoding from 10 s on; the k-th of 100 tokens takes 1 + slowing * k / 100 as long
// as the first.
TrialEnd trial_with(double slowing) {
    TrialEnd trial;
    double time_s = 0;
    for (int k = 0; k <= 100; ++k) {
        trial.token_times.time_ns.push_back(10 * k_second +
                                            static_cast<std::int64_t>(time_s * k_second));
        trial.token_times.tokens.push_back(k + 1);
        time_s += 0.1 * (1 + slowing * k / 100);
    }
    const DeviceTime end(trial.token_times.time_ns.back());
    trial.phases = {{"prefill", DeviceTime(9 * k_second), DeviceTime(10 * k_second)},
                    {"decode", DeviceTime(10 * k_second), end}};
    return trial;
}

// A sample a second from the start on.
CpuFrequency clocks(std::initializer_list<std::int64_t> current,
                    std::initializer_list<std::int64_t> caps) {
    CpuFrequency cpu{.policy = "policy0", .time_ns = {}, .current_khz = {}, .cap_khz = {}};
    for (const auto value : current) {
        cpu.time_ns.push_back(static_cast<std::int64_t>(cpu.time_ns.size()) * 3 * k_second);
        cpu.current_khz.emplace_back(value);
    }
    for (const auto value : caps) cpu.cap_khz.emplace_back(value);
    return cpu;
}

}  // namespace

TEST_CASE("a phone that keeps its clocks and stays cool is not throttled", "[host/metrics]") {
    auto trial = trial_with(0);
    CHECK_FALSE(is_throttled(trial, {}));
    trial.cpu = {clocks({600, 600, 600, 2000, 2000, 2000, 2000},
                        {2000, 2000, 2000, 2000, 2000, 2000, 2000})};
    trial.thermal = {{.time = DeviceTime(0), .status = 0, .sensors = {}}};
    CHECK_FALSE(is_throttled(trial, {}));
    CHECK_FALSE(is_throttled(TrialEnd{}, {}));
}

TEST_CASE("a cap that falls during the answer is throttling, one that falls later is not",
          "[host/metrics]") {
    auto trial = trial_with(0);  // 9 to 20 s
    trial.cpu = {clocks({1, 1, 1, 1, 1, 1, 1}, {2000, 2000, 2000, 2000, 1800, 2000, 2000})};
    CHECK(is_throttled(trial, {}));
    trial.cpu = {
        clocks({1, 1, 1, 1, 1, 1, 1, 1}, {2000, 2000, 2000, 2000, 1950, 2000, 2000, 1000})};
    CHECK_FALSE(is_throttled(trial, {}));
    CHECK(is_throttled(trial, {.throttled_cap_share = 0.01}));
}

TEST_CASE("a thermal status is a sign unless somebody set it by hand", "[host/metrics]") {
    auto trial = trial_with(0);
    trial.thermal = {{.time = DeviceTime(0), .status = 2, .sensors = {}}};
    CHECK(is_throttled(trial, {}));
    CHECK_FALSE(is_throttled(trial, {.throttled_status = 3}));
    trial.thermal[0].overridden = true;
    CHECK_FALSE(is_throttled(trial, {}));
}

TEST_CASE("decoding that slows is throttling where the clocks fell or cannot be seen",
          "[host/metrics]") {
    auto trial = trial_with(1.5);
    CHECK(is_throttled(trial, {}));
    const auto clocks_of_decoding = [](std::int64_t first, std::int64_t last) {
        return clocks({600, 600, 600, 600, first, first, 1800, last, last, last},
                      {2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000});
    };
    trial.cpu = {clocks_of_decoding(2000, 2000)};
    CHECK_FALSE(is_throttled(trial, {}));
    trial.cpu = {clocks_of_decoding(2000, 1500)};
    CHECK(is_throttled(trial, {}));
    CHECK_FALSE(is_throttled(trial_with(0.2), {}));
}
