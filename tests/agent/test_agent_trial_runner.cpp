#include "agent/async.hpp"
#include "agent/clock.hpp"
#include "agent/scripted_engine.hpp"
#include "agent/trial.hpp"
#include "agent/trial_runner.hpp"
#include "tests/agent/fake_programs.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;
using test::TempDir;

// A phone, a plan of one trial on it, and a runner with scripted engines.
class Bench {
  public:
    explicit Bench(EngineScript given) : script(given) {
        for (const char* folder : {"engines", "blobs", "scratch", "proc"}) {
            std::filesystem::create_directories(folder_ / folder);
        }
        set_battery("temp", "283");
        set_battery("status", "Discharging");
        set_battery("current_now", "-350000");
        policy.idle_before = policy.idle_loaded = policy.idle_after = Seconds(0.05);
        policy.sample_period = Seconds(0.01);
        spec.output_tokens = 5;
        prompt.text = "Hello";
        setup.engine_id = "e1";
    }

    void set_battery(const std::string& file, const std::string& value) const {
        folder_.write("sys/class/power_supply/battery/" + file, value + "\n");
    }
    void put_model(const std::string& name) const {
        folder_.write("blobs/" + name, std::string(100'000, 'x'));
    }
    void set_cpu(const std::string& file, const std::string& value) const {
        folder_.write("sys/devices/system/cpu/cpufreq/" + file, value + "\n");
    }

    TrialOrder order() const { return TrialOrder{&policy, &setup, &prompt, &spec, "uuid"}; }

    // Runs `use` with a runner.
    template <class Use>
    void use(Use use) {
        const auto body = [&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            const RunnerRoots roots{folder_ / "engines", folder_ / "blobs", folder_ / "scratch",
                                    folder_ / "sys", "/proc"};
            const auto keep = [this](Event event) { events.push_back(std::move(event)); };
            const auto make = [this, executor](const EngineSetup&) {
                return std::make_unique<ScriptedEngine>(executor, script, counts);
            };
            TrialRunner runner(executor, roots, keep, make);
            co_await use(runner);
            co_await runner.stop();
        };
        test::run_coroutine(body());
    }

    // Prepares and runs the trial.
    TrialEnd run() {
        TrialEnd end;
        use([&](TrialRunner& runner) -> asio::awaitable<void> {
            co_await runner.prepare(order());
            end = co_await runner.run(order());
        });
        return end;
    }

    EngineScript script;
    Policy policy;
    EngineSetup setup;
    PromptInput prompt;
    TrialSpec spec;
    std::vector<Event> events;
    std::shared_ptr<ScriptedEngine::Counts> counts = std::make_shared<ScriptedEngine::Counts>();

  private:
    TempDir folder_;
};

std::string names(const std::vector<Phase>& phases) {
    std::string text;
    for (const auto& phase : phases) text += phase.name + " ";
    return text;
}

void check_contiguous(const std::vector<Phase>& phases) {
    for (std::size_t i = 0; i < phases.size(); ++i) {
        CHECK(phases[i].begin <= phases[i].end);
        if (i > 0) CHECK(phases[i].begin == phases[i - 1].end);
    }
}

// Cancels the runner a moment later.
void cancel_soon(TrialRunner& runner, asio::any_io_executor executor) {
    const auto cancelling = [](TrialRunner& target) -> asio::awaitable<void> {
        co_await sleep_for(Seconds(0.05));
        target.cancel();
    };
    asio::co_spawn(executor, cancelling(runner), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

}  // namespace

TEST_CASE("a warm trial has its phases, token times and readings", "[agent]") {
    Bench bench(EngineScript{});
    const TrialEnd end = bench.run();
    CHECK(end.trial == "uuid");
    CHECK(end.outcome == Outcome::finished);
    CHECK(end.reason.empty());
    CHECK(names(end.phases) == "idle_before prefill decode idle_after ");
    check_contiguous(end.phases);
    CHECK(seconds_between(end.phases[0].begin, end.phases[0].end) >= Seconds(0.05));
    CHECK(seconds_between(end.phases[3].begin, end.phases[3].end) >= Seconds(0.05));
    CHECK(end.token_times.tokens == std::vector<std::int32_t>{1, 2, 3, 4, 5});
    CHECK(end.token_times.time_ns.front() == end.phases[1].end.value());
    CHECK(end.token_times.time_ns.back() == end.phases[2].end.value());
    CHECK(end.answer == "word word word word word ");
    CHECK(end.finish_reason == "limit");
    CHECK(end.timings.output_tokens == 5);
    CHECK(end.memory.peak_rss);
    CHECK(end.battery.temperature_raw == 283);
    CHECK(end.suspended_ns == 0);
    REQUIRE(end.readings.size() == 1);
    CHECK(end.readings[0].current_raw == std::vector<std::int64_t>{-350000});
    CHECK(end.readings[0].polls[0] + end.readings[0].missed_ticks >= 9);
}

TEST_CASE("a cold trial starts and ends its own engine inside the window", "[agent]") {
    Bench bench(EngineScript{.load = Seconds(0.03)});
    bench.spec.cold = true;
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::finished);
    CHECK(names(end.phases) == "idle_before load idle_loaded prefill decode idle_after ");
    check_contiguous(end.phases);
    CHECK(seconds_between(end.phases[1].begin, end.phases[1].end) >= Seconds(0.03));
    CHECK(bench.counts->started == 1);
    CHECK(bench.counts->requests == 1);
    CHECK(bench.counts->stopped == 1);
}

TEST_CASE("the longest window is what the trial's own parts may take", "[agent]") {
    Bench bench(EngineScript{});
    bench.policy.idle_before = bench.policy.idle_after = bench.policy.idle_loaded = Seconds(5);
    bench.policy.load_deadline = Seconds(600);
    bench.policy.trial_deadline = Seconds(3600);
    CHECK(longest_window(bench.order()) == Seconds(3610));
    bench.spec.cold = true;
    CHECK(longest_window(bench.order()) == Seconds(4215));
    bench.spec.cold = false;
    bench.spec.sustained = Seconds(60);
    CHECK(longest_window(bench.order()) == Seconds(70));
    bench.spec.sustained.reset();
    bench.spec.load = {{Seconds(20), 1}, {Seconds(10), 0}};
    CHECK(longest_window(bench.order()) == Seconds(40));
}

TEST_CASE("a cold trial says how much of its model was in the page cache", "[agent]") {
    Bench bench(EngineScript{});
    bench.put_model("model");
    bench.setup.model_sha256 = "model";
    bench.spec.cold = true;
    CHECK(bench.run().page_cache_resident_share == 1.0);  // just written
    bench.spec.page_cache = PageCache::warm;
    CHECK(bench.run().page_cache_resident_share == 1.0);
    bench.spec.cold = false;
    bench.spec.page_cache.reset();
    CHECK_FALSE(bench.run().page_cache_resident_share);
}

TEST_CASE("an engine lives on between warm trials of one set-up only", "[agent]") {
    Bench bench(EngineScript{});
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        for (int i = 0; i < 2; ++i) {
            co_await runner.prepare(bench.order());
            const TrialEnd end = co_await runner.run(bench.order());
            CHECK(end.outcome == Outcome::finished);
        }
        CHECK(bench.counts->started == 1);
        CHECK(bench.counts->requests == 3);  // one of them discarded
        bench.setup.arguments = {"-t", "2"};
        co_await runner.prepare(bench.order());
        CHECK(bench.counts->started == 2);
        CHECK(bench.counts->stopped == 1);
        CHECK(bench.counts->requests == 4);
    });
    CHECK(bench.counts->stopped == 2);
}

TEST_CASE("the engine of another set-up is gone when memory is asked for", "[agent]") {
    Bench bench(EngineScript{});
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        co_await runner.prepare(bench.order());
        co_await runner.admit(bench.order());
        CHECK(bench.counts->stopped == 0);
        bench.setup.arguments = {"-t", "2"};
        co_await runner.admit(bench.order());
        CHECK(bench.counts->stopped == 1);
        co_await runner.prepare(bench.order());
        bench.spec.cold = true;
        co_await runner.admit(bench.order());
        CHECK(bench.counts->stopped == 2);
    });
}

TEST_CASE("an engine that does not start is an error with its last log lines", "[agent]") {
    Bench bench(EngineScript{.fault = Fault::does_not_start});
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        auto preparing = captured(runner.prepare(bench.order()));
        const auto failure = co_await std::move(preparing);
        REQUIRE(failure);
        try {
            std::rethrow_exception(failure);
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::engine);
            CHECK(error.hint() == "the last line of the engine's log\n");
        }
    });
    bench.spec.cold = true;
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::failed);
    CHECK(end.reason == "the engine exited with code 1 during load");
    CHECK(end.engine_log == "the last line of the engine's log\n");
    CHECK(names(end.phases) == "idle_before load ");
}

TEST_CASE("an engine that dies is the outcome of the trial, with its signal", "[agent]") {
    Bench bench(EngineScript{.fault = Fault::dies, .fault_after = 3});
    bench.spec.cold = true;
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::failed);
    CHECK(end.reason ==
          "the engine was killed by signal 9 (SIGKILL) during decode: the phone has probably run "
          "out of memory");
    CHECK(end.engine_log == "the last line of the engine's log\n");
    CHECK(end.token_times.tokens.size() == 3);
    check_contiguous(end.phases);
    CHECK_FALSE(end.readings.empty());
}

TEST_CASE("an engine that falls silent is stopped", "[agent]") {
    Bench bench(EngineScript{.fault = Fault::falls_silent, .fault_after = 3});
    bench.spec.cold = true;
    bench.policy.token_deadline = Seconds(0.2);
    TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::failed);
    CHECK(end.reason == "the engine was silent for 0.2 s");
    CHECK(bench.counts->stopped == 1);

    bench.policy.token_deadline.reset();
    bench.policy.trial_deadline = Seconds(0.3);
    end = bench.run();
    CHECK(end.reason == "the generation was not finished within 0.3 s");
}

TEST_CASE("an engine may be silent until its first token", "[agent]") {
    Bench bench(EngineScript{.first_token = Seconds(0.6)});
    bench.policy.token_deadline = Seconds(0.3);
    CHECK(bench.run().outcome == Outcome::finished);
}

TEST_CASE("a model that does not load in time is the outcome of the trial", "[agent]") {
    Bench bench(EngineScript{.load = Seconds(60)});
    bench.spec.cold = true;
    bench.policy.load_deadline = Seconds(0.1);
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::failed);
    CHECK(end.reason == "the engine did not load the model within 0.1 s");
}

TEST_CASE("a cancelled trial ends at once and keeps what it has", "[agent]") {
    Bench bench(EngineScript{});
    bench.policy.idle_after = Seconds(60);
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        co_await runner.prepare(bench.order());
        const auto executor = co_await asio::this_coro::executor;
        cancel_soon(runner, executor);
        const DeviceTime begin = now();
        const TrialEnd end = co_await runner.run(bench.order());
        CHECK(seconds_between(begin, now()) < Seconds(1));
        CHECK(end.outcome == Outcome::cancelled);
        CHECK(end.reason == "cancelled");
        CHECK_FALSE(end.phases.empty());
        const auto refused = co_await runner.admit(bench.order());
        CHECK_FALSE(runner.in_window());
        auto preparing = captured(runner.prepare(bench.order()));
        const auto failure = co_await std::move(preparing);
        CHECK(failure);
    });
}

TEST_CASE("a wait at a gate and a load can be cancelled", "[agent]") {
    Bench bench(EngineScript{.load = Seconds(60)});
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        cancel_soon(runner, executor);
        auto preparing = captured(runner.prepare(bench.order()));
        const auto failure = co_await std::move(preparing);
        REQUIRE(failure);
        CHECK_THROWS_WITH(std::rethrow_exception(failure), "cancelled");
    });
    bench.policy.battery_temperature_max = Celsius(20);
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        cancel_soon(runner, executor);
        const auto obstacle = co_await runner.admit(bench.order());
        CHECK(obstacle == "cancelled");
    });
}

TEST_CASE("a program of the phone that hangs does not hold up the end", "[agent]") {
    const test::FakePrograms android("dumpsys", "exec sleep 60");
    Bench bench(EngineScript{});
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        cancel_soon(runner, executor);
        const DeviceTime begin = now();
        const auto obstacle = co_await runner.admit(bench.order());
        CHECK(obstacle == "cancelled");
        CHECK(seconds_between(begin, now()) < Seconds(5));
    });
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        co_await runner.prepare(bench.order());
        cancel_soon(runner, executor);
        const DeviceTime begin = now();
        const TrialEnd end = co_await runner.run(bench.order());
        CHECK(seconds_between(begin, now()) < Seconds(5));
        CHECK(end.battery.temperature_raw == 283);
    });
}

TEST_CASE("a trial waits for its gates and tells what it waits for", "[agent]") {
    Bench bench(EngineScript{});
    bench.policy.battery_temperature_max = Celsius(25);
    bench.policy.admit_deadline = Seconds(0.1);
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        auto obstacle = co_await runner.admit(bench.order());
        CHECK(obstacle == "battery temperature: 28.3 °C is above 25.0 °C");
        REQUIRE(bench.events.size() == 1);
        CHECK(bench.events[0].kind == "gate_wait");
        CHECK(bench.events[0].text == "battery temperature: 28.3 °C is above 25.0 °C");
        bench.set_battery("temp", "249");
        obstacle = co_await runner.admit(bench.order());
        CHECK_FALSE(obstacle);
    });
}

TEST_CASE("a gate that has closed since admission refuses the trial at its launch", "[agent]") {
    Bench bench(EngineScript{});
    bench.policy.battery_temperature_max = Celsius(25);
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::not_admitted);
    CHECK(end.reason == "battery temperature: 28.3 °C is above 25.0 °C");
    CHECK(end.phases.empty());
}

TEST_CASE("requests that arrive inside a window are counted", "[agent]") {
    Bench bench(EngineScript{});
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        co_await runner.prepare(bench.order());
        const auto executor = co_await asio::this_coro::executor;
        const auto disturb = [](TrialRunner& target) -> asio::awaitable<void> {
            co_await sleep_for(Seconds(0.02));
            CHECK(target.in_window());
            target.note_disturbance();
        };
        asio::co_spawn(executor, disturb(runner), [](std::exception_ptr) {});
        const TrialEnd end = co_await runner.run(bench.order());
        CHECK(end.disturbances == 1);
        CHECK_FALSE(runner.in_window());
    });
}

TEST_CASE("a load block has a phase for every step and the clocks at its edges", "[agent]") {
    Bench bench(EngineScript{});
    bench.set_cpu("policy0/scaling_cur_freq", "1800000");
    bench.set_cpu("policy0/scaling_max_freq", "2400000");
    bench.spec.load = {{Seconds(0.03), 1}, {Seconds(0.02), 0}, {Seconds(0.03), 2}};
    TrialEnd end;
    bench.use([&](TrialRunner& runner) -> asio::awaitable<void> {
        TrialOrder order = bench.order();
        order.setup = nullptr;
        order.prompt = nullptr;
        co_await runner.prepare(order);
        end = co_await runner.run(order);
    });
    CHECK(end.outcome == Outcome::finished);
    CHECK(names(end.phases) == "idle_before busy rest busy idle_after ");
    check_contiguous(end.phases);
    CHECK(seconds_between(end.phases[1].begin, end.phases[1].end) >= Seconds(0.03));
    REQUIRE(end.cpu.size() == 1);
    CHECK(end.cpu[0].policy == "policy0");
    CHECK(end.cpu[0].time_ns.size() >= 6);
    CHECK(end.cpu[0].current_khz.front() == 1800000);
    CHECK(end.cpu[0].cap_khz.back() == 2400000);
    CHECK(bench.counts->started == 0);
}

TEST_CASE("a battery that gets hotter than the ceiling ends the trial", "[agent]") {
    Bench bench(EngineScript{});
    bench.policy.battery_temperature_ceiling = Celsius(28);
    bench.policy.idle_before = Seconds(3);
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::failed);
    CHECK(end.reason == "the battery reached 28.3 °C, above the ceiling of 28.0 °C");
}

TEST_CASE("a sustained trial repeats its request until the time is up", "[agent]") {
    Bench bench(EngineScript{});
    bench.spec.sustained = Seconds(0.3);
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::finished);
    CHECK(end.finish_reason == "time");
    check_contiguous(end.phases);
    REQUIRE(end.phases.size() > 6);
    CHECK(end.phases[0].name == "idle_before");
    CHECK(end.phases[1].name == "prefill");
    CHECK(end.phases[2].name == "decode");
    CHECK(end.phases[3].name == "prefill");
    CHECK(end.phases.back().name == "idle_after");
    const auto requests = seconds_between(end.phases[1].begin, end.phases.back().begin);
    CHECK(requests >= Seconds(0.3));
    CHECK(bench.counts->started == 1);
    CHECK(bench.counts->requests > 3);
    CHECK(end.answer.empty());
}

TEST_CASE("of a sustained trial's tokens the ends of each request are marked", "[agent]") {
    Bench bench(EngineScript{});
    bench.spec.sustained = Seconds(0.3);
    const TrialEnd end = bench.run();
    const auto& tokens = end.token_times.tokens;
    REQUIRE(tokens.size() >= 4);
    CHECK(std::vector(tokens.begin(), tokens.begin() + 4) ==
          std::vector<std::int32_t>{1, 5, 6, 10});
    CHECK(end.token_times.time_ns[0] == end.phases[2].begin.value());
    CHECK(end.token_times.time_ns[1] <= end.phases[2].end.value());
    CHECK(end.token_times.time_ns[2] == end.phases[4].begin.value());
    CHECK(end.timings.output_tokens >= 10);
}

TEST_CASE("the ceiling ends a sustained trial and keeps what it has", "[agent]") {
    Bench bench(EngineScript{});
    bench.spec.sustained = Seconds(60);
    bench.policy.battery_temperature_ceiling = Celsius(28);
    bench.set_battery("temp", "250");
    bench.counts->on_request = [&] {
        const bool repeats = bench.counts->requests == 3;  // behind the discarded and the first
        if (repeats) bench.set_battery("temp", "283");
    };
    const TrialEnd end = bench.run();
    CHECK(end.outcome == Outcome::finished);
    CHECK(end.reason.empty());
    CHECK(end.finish_reason == "ceiling");
    CHECK(end.token_times.tokens.size() > 2);
    CHECK_FALSE(end.readings.empty());
    CHECK(bench.counts->stopped == 1);
}

}  // namespace edgebench::agent
