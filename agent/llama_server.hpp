#pragma once
// llama.cpp's llama-server as a child process of the agent.

#include "agent/engine.hpp"
#include "agent/llama_format.hpp"
#include "protocol/error.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace edgebench::agent {

class LlamaServer : public Engine {
  public:
    LlamaServer(boost::asio::any_io_executor executor, EngineSetup setup, EngineRoots roots);
    ~LlamaServer() override;

    boost::asio::awaitable<void> start() override;
    boost::asio::awaitable<std::unique_ptr<Generation>> open(const PromptInput& prompt,
                                                             TrialSpec spec) override;
    boost::asio::awaitable<void> ended() override;
    boost::asio::awaitable<void> stop() override;
    EngineState state() const override;

  private:
    struct Process;

    boost::asio::awaitable<void> wait_for_port();
    boost::asio::awaitable<void> wait_for_health();
    Error died_early() const;

    boost::asio::any_io_executor executor_;
    EngineSetup setup_;
    EngineRoots roots_;
    std::string key_;
    std::shared_ptr<Process> process_;  // shared with the coroutine that drains and reaps it
};

}  // namespace edgebench::agent
