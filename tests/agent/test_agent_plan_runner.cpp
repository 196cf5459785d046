#include "agent/async.hpp"
#include "agent/clock.hpp"
#include "agent/plan_runner.hpp"
#include "protocol/error.hpp"
#include "tests/agent/agent_harness.hpp"
#include "tests/agent/fake_programs.hpp"

#include <catch2/catch.hpp>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

struct Fixture : AgentHarness {
    Content content = put_content(paths());

    // Runs the plan with one client that follows it, and returns its journal.
    std::vector<JournalRecord> journal_of(Plan plan) {
        std::vector<JournalRecord> records;
        run([&](std::uint16_t port) -> asio::awaitable<void> {
            auto client = co_await connect(port);
            Submit submit;
            submit.plan = plan;
            co_await client.ask_for<Done>(submit);
            records = co_await follow(client, plan.id);
        });
        return records;
    }
};

template <class Message>
Message about(const std::string& plan_id) {
    Message message;
    message.plan_id = plan_id;
    return message;
}

asio::awaitable<std::string> failure_of(TestClient& client, Request request) {
    const auto reply = co_await client.ask(std::move(request));
    co_return std::get<Failure>(reply).code;
}

TEST_CASE("a plan is executed and journalled in order", "[agent]") {
    Fixture fixture;
    const auto plan = quick_plan(fixture.content, 3);
    const auto records = fixture.journal_of(plan);

    REQUIRE(std::holds_alternative<PlanBegin>(records.front()));
    CHECK(std::get<PlanBegin>(records.front()).plan.id == plan.id);
    CHECK(std::get<PlanBegin>(records.front()).agent_build == "test build");
    CHECK(std::get<PlanEnd>(records.back()).reason == "completed");
    const auto begins = only<TrialBegin>(records);
    const auto ends = only<TrialEnd>(records);
    REQUIRE(begins.size() == 3);
    REQUIRE(ends.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(begins[i].index == i);
        CHECK(begins[i].trial == ends[i].trial);
        CHECK(ends[i].outcome == Outcome::finished);
        // The client that follows the journal was quiet before each window began.
        CHECK(ends[i].disturbances == 0);
    }
    CHECK(fixture.counts->started == 1);
    CHECK(fixture.counts->stopped == 1);
}

TEST_CASE("a failed trial is tried once more at the end", "[agent]") {
    Fixture fixture;
    fixture.engine.fault = Fault::dies;
    fixture.engine.fault_after = 2;
    const auto records = fixture.journal_of(quick_plan(fixture.content, 2));
    std::vector<std::pair<std::uint32_t, int>> attempts;
    for (const auto& begin : only<TrialBegin>(records)) {
        attempts.emplace_back(begin.index, begin.attempt);
    }
    CHECK(attempts == std::vector<std::pair<std::uint32_t, int>>{{0, 1}, {1, 1}, {0, 2}, {1, 2}});
    for (const auto& end : only<TrialEnd>(records)) CHECK(end.outcome == Outcome::failed);
    CHECK(only<PlanEnd>(records).at(0).reason == "completed");
}

TEST_CASE("a trial that is too large for the journal ends without what was measured", "[agent]") {
    Fixture fixture;
    fixture.engine.token_gap = Seconds(0);
    auto plan = quick_plan(fixture.content, 2);
    plan.trials[0].output_tokens = 140'000;  // two columns of so many values
    const auto ends = only<TrialEnd>(fixture.journal_of(plan));
    REQUIRE(ends.size() == 2);
    CHECK(ends[0].outcome == Outcome::failed);
    CHECK_THAT(ends[0].reason, Catch::StartsWith("what was measured does not fit"));
    CHECK(ends[0].token_times.tokens.empty());
    CHECK(ends[1].outcome == Outcome::finished);
}

TEST_CASE("three refused trials in a row end the plan", "[agent]") {
    Fixture fixture;
    auto plan = quick_plan(fixture.content, 5);
    plan.policy.storage_reserve = Bytes64(std::int64_t{1} << 60);
    const auto records = fixture.journal_of(plan);
    const auto ends = only<TrialEnd>(records);
    REQUIRE(ends.size() == 3);
    for (const auto& end : ends) {
        CHECK(end.outcome == Outcome::not_admitted);
        CHECK_FALSE(end.reason.empty());
    }
    CHECK(only<PlanEnd>(records).at(0).reason == "three trials in a row were not admitted");
}

TEST_CASE("a plan is cancelled in the middle of a trial", "[agent]") {
    Fixture fixture;
    fixture.engine.fault = Fault::falls_silent;
    fixture.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = quick_plan(fixture.content, 2);
        submit.plan.trials[0].cold = true;  // silent in its window, not while it is warmed up
        co_await client.ask_for<Done>(submit);
        const auto& id = submit.plan.id;
        while (fixture.counts->requests == 0) co_await client.ask_for<Pong>(Ping());
        co_await client.ask_for<Done>(about<CancelPlan>(id));
        const auto records = co_await fixture.follow(client, id);
        const auto ends = only<TrialEnd>(records);
        REQUIRE(ends.size() == 1);
        CHECK(ends[0].outcome == Outcome::cancelled);
        CHECK(ends[0].disturbances > 0);
        CHECK(only<PlanEnd>(records).at(0).reason == "cancelled");
        co_await client.ask_for<Done>(about<CancelPlan>(id));
    });
}

TEST_CASE("an open plan takes trials until it is closed", "[agent]") {
    Fixture fixture;
    fixture.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = quick_plan(fixture.content, 1);
        submit.plan.mode = PlanMode::open;
        const auto& id = submit.plan.id;
        co_await client.ask_for<Done>(submit);
        auto append = about<AppendTrials>(id);
        append.trials = {submit.plan.trials[0], submit.plan.trials[0]};
        co_await client.ask_for<Done>(append);
        co_await client.ask_for<Done>(about<ClosePlan>(id));
        co_await client.ask_for<Done>(about<ClosePlan>(id));
        const auto late = co_await failure_of(client, append);
        CHECK(late == "device");
        const auto records = co_await fixture.follow(client, id);
        CHECK(only<TrialEnd>(records).size() == 3);
        CHECK(only<TrialsAppended>(records).size() == 1);
        CHECK(only<PlanClosed>(records).size() == 1);
        CHECK(only<PlanEnd>(records).at(0).reason == "completed");
    });
}

TEST_CASE("an open plan that everybody has left closes itself", "[agent]") {
    Fixture fixture;
    fixture.patience.open_plan = Seconds(0.05);
    fixture.linger = Seconds(1);
    auto plan = quick_plan(fixture.content, 1);
    plan.mode = PlanMode::open;
    fixture.run_to_its_end([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = plan;
        co_await client.ask_for<Done>(submit);
    });
    const auto records = PlanStore(fixture.paths()).records(plan.id);
    CHECK(only<PlanClosed>(records).size() == 1);
    CHECK(only<PlanEnd>(records).at(0).reason == "completed");
    CHECK_FALSE(Lock::read(fixture.paths().lock()).pid);
}

TEST_CASE("a phone runs one plan at a time", "[agent]") {
    Fixture fixture;
    fixture.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = quick_plan(fixture.content, 1);
        submit.plan.mode = PlanMode::open;
        const auto id = submit.plan.id;
        co_await client.ask_for<Done>(submit);
        co_await client.ask_for<Done>(submit);  // the answer was lost: the same plan again

        auto other = submit;
        other.plan = quick_plan(fixture.content, 1);
        const auto reply = co_await client.ask(other);
        CHECK(std::get<Failure>(reply).code == "busy");
        CHECK_THAT(std::get<Failure>(reply).message, Catch::Contains("tester@here"));
        for (const Request& request :
             {Request(about<DiscardPlan>(id)), Request(ShutDown()), Request(PutContent())}) {
            const auto code = co_await failure_of(client, request);
            CHECK(code == "busy");
        }
        co_await client.ask_for<Done>(about<CancelPlan>(id));
        co_await fixture.follow(client, id);
        const auto list = co_await client.ask_for<PlanList>(ListPlans());
        REQUIRE(list.plans.size() == 1);
        CHECK(list.plans[0].state == PlanState::ended);
        CHECK(list.plans[0].owner == "tester@here");
        CHECK(list.plans[0].trials_total == 1);
    });
}

TEST_CASE("a plan whose content is missing is refused", "[agent]") {
    Fixture fixture;
    fixture.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = quick_plan(fixture.content, 1);
        submit.plan.setups[0].model_sha256 = to_hex(sha256(std::string_view("another model")));
        const auto code = co_await failure_of(client, submit);
        CHECK(code == "device");
        const auto list = co_await client.ask_for<PlanList>(ListPlans());
        CHECK(list.plans.empty());
    });
}

TEST_CASE("a plan that is cancelled while a setting hangs puts back those before it", "[agent]") {
    const test::FakePrograms android("settings", R"(cd "$EDGEBENCH_FAKES" || exit 1
[ "$1.$3" != put.hangs ] || { : > hanging; exec sleep 60; }
)" + std::string(test::k_settings_program));
    const auto& phone = android.folder();
    phone.write("system.screen_brightness", "120\n");
    Fixture fixture;
    auto plan = quick_plan(fixture.content, 1);
    plan.policy.settings = {{"system/screen_brightness", "10"}, {"system/hangs", "1"}};
    fixture.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        const Submit submit{plan};
        co_await client.ask_for<Done>(submit);
        while (!std::filesystem::exists(phone / "hanging")) co_await client.ask_for<Pong>(Ping());
        CHECK(test::read_text(phone / "system.screen_brightness") == "10\n");
        const auto begin = now();
        co_await client.ask_for<Done>(about<CancelPlan>(plan.id));
        const auto records = co_await fixture.follow(client, plan.id);
        CHECK(seconds_between(begin, now()) < Seconds(5));
        CHECK(only<PlanEnd>(records).at(0).reason == "cancelled");
        CHECK(only<TrialBegin>(records).empty());
    });
    CHECK(test::read_text(phone / "system.screen_brightness") == "120\n");
}

TEST_CASE("a plan whose settings are not put back is kept, and no other begins", "[agent]") {
    const test::FakePrograms android("settings", test::k_settings_program);
    const auto& phone = android.folder();
    phone.write("system.screen_brightness", "120\n");
    Fixture fixture;
    auto plan = quick_plan(fixture.content, 1);
    plan.policy.settings = {{"system/screen_brightness", "10"}};
    plan.mode = PlanMode::open;
    fixture.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = plan;
        co_await client.ask_for<Done>(submit);
        while (fixture.counts->requests == 0) co_await client.ask_for<Pong>(Ping());
        phone.write("refuse.screen_brightness", "");
        co_await client.ask_for<Done>(about<ClosePlan>(plan.id));
        const auto records = co_await fixture.follow(client, plan.id);
        CHECK(only<StateRestored>(records).empty());
        auto next = submit;
        next.plan = quick_plan(fixture.content, 1);
        for (const Request& request : {Request(about<DiscardPlan>(plan.id)), Request(next)}) {
            const auto reply = co_await client.ask(request);
            CHECK(std::get<Failure>(reply).transient);
            CHECK_THAT(std::get<Failure>(reply).message, Catch::Contains("put back"));
        }
        std::filesystem::remove(phone / "refuse.screen_brightness");
        co_await client.ask_for<Done>(about<DiscardPlan>(plan.id));
    });
    CHECK(test::read_text(phone / "system.screen_brightness") == "120\n");
}

TEST_CASE("the agent ends when its plan has been collected", "[agent]") {
    Fixture fixture;
    const auto plan = quick_plan(fixture.content, 1);
    fixture.run_to_its_end([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        Submit submit;
        submit.plan = plan;
        co_await client.ask_for<Done>(submit);
        co_await fixture.follow(client, plan.id);
        co_await client.ask_for<Done>(about<DiscardPlan>(plan.id));
        const auto code = co_await failure_of(client, about<ReadJournal>(plan.id));
        CHECK(code == "device");
    });
    CHECK_FALSE(std::filesystem::exists(fixture.paths().endpoint()));
    CHECK_FALSE(PlanStore(fixture.paths()).has(plan.id));
}

TEST_CASE("the agent ends when it is told to", "[agent]") {
    Fixture fixture;
    fixture.run_to_its_end([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await fixture.connect(port);
        const auto info = co_await client.ask_for<DeviceInfoReply>(GetDeviceInfo());
        CHECK(info.info.cpu_count > 0);
        CHECK(info.info.storage_free.has_value());
        co_await client.ask_for<Done>(ShutDown());
        const auto ended = co_await client.sees_the_end();
        CHECK(ended);
    });
}

}  // namespace
}  // namespace edgebench::agent
