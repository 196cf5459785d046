#pragma once
// An engine that follows a script, in the agent's own process: for tests of everything around an
// engine.

#include "agent/engine.hpp"
#include "agent/wakeup.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace edgebench::agent {

enum class Fault { none, does_not_start, dies, falls_silent };

struct EngineScript {
    Seconds load{0};
    Seconds first_token{0.01};
    Seconds token_gap{0.001};
    Fault fault = Fault::none;
    std::int32_t fault_after = 0;  // tokens
};

class ScriptedEngine : public Engine {
  public:
    // The engines of one script count together, so that a test sees what was asked of them.
    struct Counts {
        int started = 0;
        int requests = 0;
        int stopped = 0;
        std::function<void()> on_request;  // called behind the count, unless empty
    };

    ScriptedEngine(boost::asio::any_io_executor executor, EngineScript script,
                   std::shared_ptr<Counts> counts);

    boost::asio::awaitable<void> start() override;
    boost::asio::awaitable<std::unique_ptr<Generation>> open(const PromptInput& prompt,
                                                             TrialSpec spec) override;
    boost::asio::awaitable<void> ended() override;
    boost::asio::awaitable<void> stop() override;
    EngineState state() const override;

    void die();

  private:
    EngineScript script_;
    std::shared_ptr<Counts> counts_;
    bool running_ = false;
    std::string how_ended_;
    Wakeup end_;
};

}  // namespace edgebench::agent
