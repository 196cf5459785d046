#include "agent/scripted_engine.hpp"

#include "agent/async.hpp"
#include "agent/clock.hpp"

#include <unistd.h>

#include <utility>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

constexpr Seconds k_for_ever{24 * 3600};

class ScriptedGeneration : public Generation {
  public:
    ScriptedGeneration(ScriptedEngine& engine, EngineScript script, TrialSpec spec)
        : engine_(engine), script_(script), spec_(spec) {}

    asio::awaitable<void> begin() override { co_return; }

    asio::awaitable<Progress> next() override {
        co_await sleep_for(tokens_ == 0 ? script_.first_token : script_.token_gap);
        const bool faulty = tokens_ == script_.fault_after;
        if (faulty && script_.fault == Fault::falls_silent) co_await sleep_for(k_for_ever);
        if (faulty && script_.fault == Fault::dies) {
            engine_.die();
            throw Error(ErrorCode::engine, "the engine closed the connection");
        }
        Progress progress;
        progress.arrival = now();
        if (tokens_ == spec_.output_tokens) {
            progress.last = true;
            progress.finish_reason = "limit";
            progress.timings.output_tokens = tokens_;
        } else {
            progress.text = "word ";
            ++tokens_;
        }
        progress.tokens = tokens_;
        co_return progress;
    }

  private:
    ScriptedEngine& engine_;
    EngineScript script_;
    TrialSpec spec_;
    std::int32_t tokens_ = 0;
};

}  // namespace

ScriptedEngine::ScriptedEngine(asio::any_io_executor executor, EngineScript script,
                               std::shared_ptr<Counts> counts)
    : script_(script), counts_(std::move(counts)), end_(executor) {}

asio::awaitable<void> ScriptedEngine::start() {
    ++counts_->started;
    co_await sleep_for(script_.load);
    if (script_.fault == Fault::does_not_start) {
        how_ended_ = "exited with code 1";
        throw Error(ErrorCode::engine, "the engine exited with code 1 before it was ready");
    }
    running_ = true;
}

asio::awaitable<std::unique_ptr<Generation>> ScriptedEngine::open(const PromptInput&,
                                                                  TrialSpec spec) {
    ++counts_->requests;
    if (counts_->on_request) counts_->on_request();
    co_return std::make_unique<ScriptedGeneration>(*this, script_, spec);
}

asio::awaitable<void> ScriptedEngine::ended() {
    while (how_ended_.empty()) co_await end_.wait();
}

void ScriptedEngine::die() {
    running_ = false;
    how_ended_ = "was killed by signal 9 (SIGKILL)";
    end_.notify();
}

asio::awaitable<void> ScriptedEngine::stop() {
    if (!running_) co_return;
    running_ = false;
    how_ended_ = "exited with code 0";
    ++counts_->stopped;
    end_.notify();
}

EngineState ScriptedEngine::state() const {
    EngineState state;
    if (running_) state.pid = ::getpid();
    if (!how_ended_.empty()) state.ended = how_ended_;
    state.log = "the last line of the engine's log\n";
    return state;
}

}  // namespace edgebench::agent
