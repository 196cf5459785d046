#include "agent/async.hpp"
#include "agent/session.hpp"
#include "protocol/error.hpp"
#include "tests/agent/agent_harness.hpp"

#include <catch2/catch.hpp>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

TEST_CASE("a host that knows the key is welcome", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await harness.connect(port);
        CHECK(client.agent_hello().build_id == "test build");
        CHECK(client.agent_hello().protocol == k_protocol_version);
        const auto pong = co_await client.ask_for<Pong>(Ping());
        CHECK(pong.now > DeviceTime(0));
    });
}

TEST_CASE("a host with another key is refused and sent away", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await TestClient::connect(port);
        const Bytes wrong_key(32, 7);
        std::optional<ErrorCode> refusal;
        try {
            co_await client.shake_hands(client.hello(wrong_key), wrong_key);
        } catch (const Error& error) {
            refusal = error.code();
        }
        CHECK(refusal == ErrorCode::device_refused);
        const auto ended = co_await client.sees_the_end();
        CHECK(ended);
    });
}

TEST_CASE("a host of another protocol version is told both versions", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await TestClient::connect(port);
        auto hello = client.hello(harness.key());
        hello.protocol = 99;
        std::optional<Error> refusal;
        try {
            co_await client.shake_hands(hello, harness.key());
        } catch (const Error& error) {
            refusal = error;
        }
        REQUIRE(refusal);
        CHECK(refusal->code() == ErrorCode::protocol);
        CHECK_THAT(refusal->message(),
                   Catch::Contains("99") && Catch::Contains(std::to_string(k_protocol_version)));
    });
}

TEST_CASE("bytes that are no protocol are answered by a failure and the end", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto stranger = co_await TestClient::connect(port);
        const Bytes absurd_length{0xff, 0xff, 0xff, 0x7f};
        co_await stranger.send_raw(absurd_length);
        const auto first = co_await stranger.next_reply();
        CHECK(std::get<Failure>(first).code == "protocol");

        auto client = co_await harness.connect(port);
        const Bytes no_message{1, 2, 3};
        co_await client.send(no_message);
        const auto second = co_await client.next_reply();
        CHECK(std::get<Failure>(second).code == "protocol");
        const auto ended = co_await client.sees_the_end();
        CHECK(ended);
    });
}

TEST_CASE("a peer that has not proved the key may send only a small frame", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await TestClient::connect(port);
        const Bytes length{0x01, 0x10, 0x00, 0x00};  // 4097 bytes to come
        co_await client.send_raw(length);
        const auto reply = co_await client.next_reply();
        CHECK(std::get<Failure>(reply).code == "protocol");
    });
}

TEST_CASE("several clients are served at once", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto silent = co_await TestClient::connect(port);
        auto first = co_await harness.connect(port);
        auto second = co_await harness.connect(port);
        co_await first.ask_for<Pong>(Ping());
        co_await second.ask_for<Pong>(Ping());
        co_await first.ask_for<Pong>(Ping());
    });
}

TEST_CASE("a ninth client is told that there are eight, and the eight go on", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        std::vector<TestClient> clients;
        while (clients.size() < 8) {
            auto client = co_await harness.connect(port);
            clients.push_back(std::move(client));
        }
        std::optional<Error> refusal;
        try {
            co_await TestClient::connect(port);
        } catch (const Error& error) {
            refusal = error;
        }
        REQUIRE(refusal);
        CHECK(refusal->code() == ErrorCode::busy);
        CHECK_THAT(refusal->message(), Catch::Contains("8 clients"));
        for (auto& client : clients) co_await client.ask_for<Pong>(Ping());

        clients.pop_back();
        std::optional<TestClient> next;
        while (!next) {
            try {
                auto client = co_await harness.connect(port);
                next.emplace(std::move(client));
            } catch (const Error&) {  // the agent has not seen yet that one has gone
            }
        }
        co_await next->ask_for<Pong>(Ping());
    });
}

// One that has sent half a request holds nothing up; what arrives of it in a window is a
// disturbance, though no request has arrived.
TEST_CASE("a client that stalls in a request or drips it disturbs a trial and stops nothing",
          "[agent]") {
    AgentHarness harness;
    harness.patience.settle = Seconds(0.05);
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto host = co_await harness.connect(port);
        auto hostile = co_await harness.connect(port);
        const Bytes beginning{0x10, 0, 0, 0, 1};
        co_await hostile.send_raw(beginning);

        auto plan = quick_plan(put_content(harness.paths()), 2);
        plan.policy.idle_before = Seconds(0.2);
        const Submit submit{plan};
        co_await host.ask_for<Done>(submit);
        const auto drip = [&]() -> asio::awaitable<void> {
            for (int byte = 0; byte < 10; ++byte) {
                co_await sleep_for(Seconds(0.03));
                const Bytes drop{0};
                co_await hostile.send_raw(drop);
            }
        };
        co_await drip();
        const auto records = co_await harness.follow(host, plan.id);
        const auto ends = only<TrialEnd>(records);
        REQUIRE(ends.size() == 2);
        CHECK(ends[0].outcome == Outcome::finished);
        CHECK(ends[1].outcome == Outcome::finished);
        CHECK(ends[0].disturbances + ends[1].disturbances > 0);
    });
}

PutContent put_of(const Bytes& content) {
    PutContent put;
    put.file.size = static_cast<std::int64_t>(content.size());
    put.file.sha256 = to_hex(sha256(content));
    put.file.xxh3_128 = xxh3_128(content);
    return put;
}

TEST_CASE("content goes on where a broken connection left it", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        const Bytes content(3'000'000, 0x5a);
        const auto put = put_of(content);
        auto first = co_await harness.connect(port);
        const auto begin = co_await first.ask_for<Offset>(put);
        CHECK(begin.offset == 0);
        Bytes part(content.begin(), content.begin() + 2'000'000);
        co_await first.send_raw(std::move(part));
        first.close();

        auto second = co_await harness.connect(port);
        auto reply = co_await second.ask(put);
        while (std::holds_alternative<Failure>(reply)) reply = co_await second.ask(put);
        const auto offset = TestClient::expect<Offset>(reply).offset;
        CHECK(offset == 2'000'000);
        Bytes rest(content.begin() + offset, content.end());
        co_await second.send_raw(std::move(rest));
        const auto end = co_await second.next_reply();
        CHECK(std::holds_alternative<Done>(end));

        FindMissing question;
        question.blobs = {put.file.sha256};
        const auto missing = co_await second.ask_for<Missing>(question);
        CHECK(missing.blobs.empty());
    });
}

TEST_CASE("a plan that begins ends an upload, which goes on behind it", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        const Bytes content(3'000'000, 0x5a);
        const auto put = put_of(content);
        auto uploader = co_await harness.connect(port);
        co_await uploader.ask_for<Offset>(put);
        Bytes part(content.begin(), content.begin() + 1'000'000);
        co_await uploader.send_raw(std::move(part));
        const auto arrived = harness.paths().blobs() / (put.file.sha256 + ".part");
        auto host = co_await harness.connect(port);
        while (std::filesystem::file_size(arrived) < 1'000'000) co_await host.ask_for<Pong>(Ping());

        auto plan = quick_plan(put_content(harness.paths()), 1);
        plan.mode = PlanMode::open;
        const Submit submit{plan};
        co_await host.ask_for<Done>(submit);
        Bytes more(content.begin() + 1'000'000, content.begin() + 2'000'000);
        co_await uploader.send_raw(std::move(more));
        const auto refused = co_await uploader.next_reply();
        CHECK(std::get<Failure>(refused).code == "busy");
        uploader.close();

        const CancelPlan cancel{plan.id};
        co_await host.ask_for<Done>(cancel);
        co_await harness.follow(host, plan.id);
        // The uploader's end is seen in its own time.
        auto again = co_await host.ask(put);
        while (std::holds_alternative<Failure>(again)) again = co_await host.ask(put);
        CHECK(std::get<Offset>(again).offset == 1'000'000);
    });
}

TEST_CASE("damaged content is refused and the connection goes on", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        Bytes content(100'000, 0x5a);
        const auto put = put_of(content);
        content[77] ^= 1;
        auto client = co_await harness.connect(port);
        co_await client.ask_for<Offset>(put);
        co_await client.send_raw(content);
        const auto reply = co_await client.next_reply();
        CHECK(std::get<Failure>(reply).code == "integrity");
        co_await client.ask_for<Pong>(Ping());
    });
}

TEST_CASE("while a plan runs its files are marked, and nothing is hashed or removed", "[agent]") {
    AgentHarness harness;
    harness.run([&](std::uint16_t port) -> asio::awaitable<void> {
        auto client = co_await harness.connect(port);
        const auto content = put_content(harness.paths());
        const auto model = "blobs/" + content.model_sha256;
        auto plan = quick_plan(content, 1);
        plan.policy.idle_before = Seconds(0.3);
        const Submit submit{plan};
        co_await client.ask_for<Done>(submit);
        const auto during = co_await client.ask_for<FileList>(ListFiles());
        REQUIRE(during.files.size() == 2);
        for (const auto& file : during.files) CHECK(file.in_use);
        const HashFile hash{model, 0};
        const auto no_hash = co_await client.ask(hash);
        CHECK(std::get<Failure>(no_hash).code == "busy");
        RemoveFiles remove;
        remove.paths = {model};
        const auto no_removal = co_await client.ask(remove);
        CHECK(std::get<Failure>(no_removal).code == "busy");

        co_await harness.follow(client, plan.id);
        const auto hashed = co_await client.ask_for<Hashed>(hash);
        CHECK(hashed.sha256 == content.model_sha256);
        co_await client.ask_for<Done>(remove);
        const auto after = co_await client.ask_for<FileList>(ListFiles());
        REQUIRE(after.files.size() == 1);
        CHECK_FALSE(after.files.front().in_use);
    });
}

}  // namespace
}  // namespace edgebench::agent
