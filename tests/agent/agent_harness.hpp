#pragma once
// An agent in the test's own process, and a client that talks to it over loopback.

#include "agent/agent.hpp"
#include "agent/connection.hpp"
#include "agent/scripted_engine.hpp"
#include "protocol/frame.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>

namespace edgebench::agent {

class TestClient {
  public:
    // Connected; the agent has said hello.
    static boost::asio::awaitable<TestClient> connect(std::uint16_t port);

    const AgentHello& agent_hello() const { return agent_hello_; }
    // A good hello, for the test to spoil.
    HostHello hello(ByteView key) const;
    // Throws the Error that the agent answers instead of its welcome, or when its proof is wrong.
    boost::asio::awaitable<void> shake_hands(HostHello hello, Bytes key);

    boost::asio::awaitable<void> send(Bytes body);
    boost::asio::awaitable<void> send_raw(Bytes bytes);
    boost::asio::awaitable<Reply> next_reply();
    boost::asio::awaitable<Reply> ask(Request request);
    // Whether the agent has closed the connection; waits for it.
    boost::asio::awaitable<bool> sees_the_end();
    void close() { socket_->close(); }

    template <class Expected>
    boost::asio::awaitable<Expected> ask_for(Request request) {
        const auto reply = co_await ask(std::move(request));
        co_return expect<Expected>(reply);
    }
    // Throws what a Failure says.
    template <class Expected>
    static Expected expect(const Reply& reply) {
        if (const auto* failure = std::get_if<Failure>(&reply)) throw_failure(*failure);
        return std::get<Expected>(reply);
    }

  private:
    explicit TestClient(std::shared_ptr<Connection::Socket> socket)
        : socket_(socket), connection_(socket) {}
    [[noreturn]] static void throw_failure(const Failure& failure);

    std::shared_ptr<Connection::Socket> socket_;
    Connection connection_;
    AgentHello agent_hello_;
};

// Content that the plans of the tests need, already on the phone.
struct Content {
    std::string model_sha256;
    std::string engine_id;
};
Content put_content(const Paths& paths);

// Trials of a few milliseconds with the scripted engine.
Plan quick_plan(const Content& content, std::size_t trials);

class AgentHarness {
  public:
    AgentHarness();

    Paths paths() const { return Paths{folder_.path()}; }
    Bytes key() const;
    // Starts an agent, runs the script beside it, and ends the agent after it. Throws what either
    // throws.
    void run(std::function<boost::asio::awaitable<void>(std::uint16_t port)> script);
    // The same for an agent that has to end by itself.
    void run_to_its_end(std::function<boost::asio::awaitable<void>(std::uint16_t port)> script);
    // A client whose handshake is done.
    boost::asio::awaitable<TestClient> connect(std::uint16_t port) const;
    // The journal of a plan, read to its end through the agent.
    static boost::asio::awaitable<std::vector<JournalRecord>> follow(TestClient& client,
                                                                     std::string plan_id);

    EngineScript engine;
    std::shared_ptr<ScriptedEngine::Counts> counts = std::make_shared<ScriptedEngine::Counts>();
    Patience patience;
    Seconds linger{600};

  private:
    enum class Ending { by_harness, by_itself };
    void run(std::function<boost::asio::awaitable<void>(std::uint16_t)> script, Ending ending);

    test::TempDir folder_;
};

template <class Record>
std::vector<Record> only(const std::vector<JournalRecord>& records) {
    std::vector<Record> result;
    for (const auto& record : records) {
        if (const auto* found = std::get_if<Record>(&record)) result.push_back(*found);
    }
    return result;
}

}  // namespace edgebench::agent
