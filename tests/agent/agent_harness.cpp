#include "tests/agent/agent_harness.hpp"

#include "agent/async.hpp"
#include "agent/file.hpp"
#include "agent/random.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

constexpr Seconds k_answer_deadline{20};

std::string put(const std::filesystem::path& folder, std::string_view name, std::string_view text) {
    make_folder(folder);
    replace_text(folder / name, text, 0700);
    return to_hex(sha256(text));
}

}  // namespace

asio::awaitable<TestClient> TestClient::connect(std::uint16_t port) {
    const auto executor = co_await asio::this_coro::executor;
    auto socket = std::make_shared<Connection::Socket>(executor);
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    co_await socket->async_connect(endpoint, asio::use_awaitable);
    TestClient client(socket);
    const auto frame = co_await client.connection_.read_frame(k_max_frame, k_answer_deadline);
    client.agent_hello_ = decode_agent_hello(frame);
    co_return client;
}

HostHello TestClient::hello(ByteView key) const {
    HostHello hello;
    hello.owner = "tester@here";
    hello.nonce = random_bytes(k_nonce_bytes);
    const auto proof = handshake_proof(key, Role::host, agent_hello_.nonce, hello.nonce);
    hello.proof.assign(proof.begin(), proof.end());
    return hello;
}

asio::awaitable<void> TestClient::shake_hands(HostHello hello, Bytes key) {
    co_await send(encode(hello));
    const auto frame = co_await connection_.read_frame(k_max_frame, k_answer_deadline);
    const auto welcome = decode_welcome(frame);
    const auto proof = handshake_proof(key, Role::agent, agent_hello_.nonce, hello.nonce);
    if (!equal_in_constant_time(proof, welcome.proof)) {
        throw Error(ErrorCode::device_refused, "the agent's proof is wrong");
    }
}

asio::awaitable<void> TestClient::send(Bytes body) {
    co_await connection_.write_frame(std::move(body));
}

asio::awaitable<void> TestClient::send_raw(Bytes bytes) {
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(*socket_, buffer, asio::use_awaitable);
}

asio::awaitable<Reply> TestClient::next_reply() {
    const auto frame = co_await connection_.read_frame(k_max_frame, k_answer_deadline);
    co_return decode_reply(frame);
}

asio::awaitable<Reply> TestClient::ask(Request request) {
    co_await send(encode(request));
    co_return co_await next_reply();
}

asio::awaitable<bool> TestClient::sees_the_end() {
    Bytes byte(1);
    try {
        co_await connection_.read_raw(byte);
    } catch (const Error& error) {
        co_return error.code() == ErrorCode::device_lost;
    }
    co_return false;
}

void TestClient::throw_failure(const Failure& failure) {
    throw Error(error_code_from(failure.code), failure.message, failure.hint);
}

Content put_content(const Paths& paths) {
    Content content;
    const std::string model = "a model";
    content.model_sha256 = put(paths.blobs(), to_hex(sha256(model)), model);
    content.engine_id = to_hex(sha256(std::string_view("an engine")));
    put(paths.engines() / content.engine_id, "engine", "#!/bin/sh\n");
    return content;
}

Plan quick_plan(const Content& content, std::size_t trials) {
    Plan plan;
    plan.id = to_hex(random_bytes(16));
    plan.owner = "tester@here";
    plan.policy.idle_before = Seconds(0.02);
    plan.policy.idle_loaded = Seconds(0.02);
    plan.policy.idle_after = Seconds(0.02);
    plan.policy.sample_period = Seconds(0.01);
    plan.policy.admit_deadline = Seconds(0);
    EngineSetup setup;
    setup.engine_id = content.engine_id;
    setup.executable = "engine";
    setup.model_sha256 = content.model_sha256;
    plan.setups.push_back(setup);
    plan.prompts.push_back(PromptInput{"hello", {}});
    for (std::size_t i = 0; i < trials; ++i) {
        TrialSpec spec;
        spec.slot = static_cast<std::int64_t>(i);
        spec.output_tokens = 5;
        plan.trials.push_back(spec);
    }
    return plan;
}

AgentHarness::AgentHarness() {
    prepare(paths());
    patience.settle = Seconds(0.5);
}

Bytes AgentHarness::key() const {
    return from_hex(agent::read_text(paths().key()).value()).value();
}

void AgentHarness::run(std::function<asio::awaitable<void>(std::uint16_t)> script, Ending ending) {
    asio::io_context io(1);
    AgentSettings settings;
    settings.paths = paths();
    settings.build_id = "test build";
    settings.linger = linger;
    settings.patience = patience;
    settings.make_engine = [this, &io](const EngineSetup&) {
        return std::make_unique<ScriptedEngine>(io.get_executor(), engine, counts);
    };
    Agent agent(io.get_executor(), settings, Lock::try_take(paths().lock()).value());
    std::exception_ptr failure;
    const auto script_ends = [&](const std::exception_ptr& thrown) {
        failure = thrown;
        if (thrown || ending == Ending::by_harness) agent.stop();
    };
    const auto start_script = [&](const Endpoint& endpoint) {
        asio::co_spawn(io, script(endpoint.port), script_ends);
    };
    asio::co_spawn(io, agent.run(start_script), [&](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
}

void AgentHarness::run(std::function<asio::awaitable<void>(std::uint16_t)> script) {
    run(std::move(script), Ending::by_harness);
}

void AgentHarness::run_to_its_end(std::function<asio::awaitable<void>(std::uint16_t)> script) {
    run(std::move(script), Ending::by_itself);
}

asio::awaitable<TestClient> AgentHarness::connect(std::uint16_t port) const {
    auto client = co_await TestClient::connect(port);
    const auto secret = key();
    co_await client.shake_hands(client.hello(secret), secret);
    co_return client;
}

asio::awaitable<std::vector<JournalRecord>> AgentHarness::follow(TestClient& client,
                                                                 std::string plan_id) {
    JournalReader reader;
    std::vector<JournalRecord> records;
    ReadJournal read;
    read.plan_id = plan_id;
    read.mode = ReadMode::wait;
    while (true) {
        const auto chunk = co_await client.ask_for<JournalChunk>(read);
        if (chunk.data.empty() && chunk.state == PlanState::ended) co_return records;
        for (auto& record : reader.feed(chunk.data)) records.push_back(std::move(record));
        read.offset += static_cast<std::int64_t>(chunk.data.size());
    }
}

}  // namespace edgebench::agent
