#pragma once
// An inference engine as a trial sees it: a process that is started, answers one request at a time
// and is stopped. Implementations: LlamaServer, and ScriptedEngine for tests.

#include "protocol/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace edgebench::agent {

// Something the engine said while it generates.
struct Progress {
    DeviceTime arrival;
    std::string text;         // to append to the answer
    std::int32_t tokens = 0;  // produced so far in all
    // Set in the last one only.
    bool last = false;
    std::string finish_reason;
    EngineTimings timings;
};

// One request on a connection of its own. All of it but its last byte has been sent, so that the
// begin of a measurement costs no connect and can be told to the microsecond.
class Generation {
  public:
    virtual ~Generation() = default;
    // Sends the last byte: the engine begins.
    virtual boost::asio::awaitable<void> begin() = 0;
    // Throws Error{engine} when the engine refuses or closes the connection.
    virtual boost::asio::awaitable<Progress> next() = 0;
};

struct EngineState {
    std::optional<int> pid;            // while it runs
    std::optional<std::string> ended;  // how it ended: "was killed by signal 9 (SIGKILL)"
    std::string log;                   // its last lines
    EngineReport report;               // of what took effect
};

// One process. Every call that waits can be cancelled by Asio's cancellation.
class Engine {
  public:
    virtual ~Engine() = default;
    // Ends when the model is loaded. Throws Error{engine} when the process ends before that.
    virtual boost::asio::awaitable<void> start() = 0;
    // The prompt outlives the call. Throws Error{engine}.
    virtual boost::asio::awaitable<std::unique_ptr<Generation>> open(const PromptInput& prompt,
                                                                     TrialSpec spec) = 0;
    // Waits until the process has ended, for whatever reason.
    virtual boost::asio::awaitable<void> ended() = 0;
    // Asks, waits, kills, reaps. Nothing happens when no process runs.
    virtual boost::asio::awaitable<void> stop() = 0;
    virtual EngineState state() const = 0;
};

}  // namespace edgebench::agent
