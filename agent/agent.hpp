#pragma once
// The agent as a whole: its parts, and how long it stays.

#include "agent/plan_runner.hpp"
#include "agent/server.hpp"

namespace edgebench::agent {

// How to reach an agent: printed by `start`, and kept in the file Paths::endpoint().
struct Endpoint {
    std::uint16_t port = 0;
    int pid = 0;
    std::string build_id;
};
// {"build_id":…,"pid":…,"port":…,"protocol":…}
std::string to_json_line(const Endpoint& endpoint);

struct AgentSettings {
    Paths paths;
    std::string build_id;
    Seconds linger{600};
    RunnerRoots roots;  // where the kernel shows the phone; the folders are set by the agent
    EngineFactory make_engine;  // nothing: llama-server
    Patience patience;
};

class Agent {
  public:
    Agent(boost::asio::any_io_executor executor, AgentSettings settings, Lock lock);

    // Recovers what a dead agent left, listens, calls `on_ready`, and serves until it is no longer
    // needed or told to stop.
    boost::asio::awaitable<void> run(std::function<void(const Endpoint&)> on_ready);
    // A plan that runs ends first.
    void stop();

  private:
    Endpoint open_door();
    boost::asio::awaitable<void> told_to_stop();
    boost::asio::awaitable<void> no_longer_needed();
    boost::asio::awaitable<void> keep_lock();
    bool idle() const { return !runner_.running() && audience_.empty(); }

    AgentSettings settings_;
    Lock lock_;
    Audience audience_;
    BlobStore blobs_;
    PlanStore plans_;
    PowerProbe power_;
    PlanRunner runner_;
    Services services_;
    std::optional<Server> server_;
    Wakeup stop_;
    bool stopping_ = false;
};

}  // namespace edgebench::agent
