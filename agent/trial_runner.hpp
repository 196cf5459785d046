#pragma once
// Runs one trial: waits for the gates, brings the engine into its state, and measures. Owns the
// engine's process, which lives on between the warm trials of one set-up.

#include "agent/engine.hpp"
#include "agent/gates.hpp"
#include "agent/trial_order.hpp"
#include "agent/wakeup.hpp"
#include "protocol/journal.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::agent {

struct RunnerRoots {
    std::filesystem::path engines, blobs, scratch;
    std::filesystem::path sys = "/sys", proc = "/proc";
};

using EngineFactory = std::function<std::unique_ptr<Engine>(const EngineSetup&)>;

class Trial;

class TrialRunner {
  public:
    // Events are given to `on_event` outside measured windows only.
    TrialRunner(boost::asio::any_io_executor executor, RunnerRoots roots,
                std::function<void(Event)> on_event);
    // With other engines than llama-server.
    TrialRunner(boost::asio::any_io_executor executor, RunnerRoots roots,
                std::function<void(Event)> on_event, EngineFactory make_engine);
    ~TrialRunner();

    // Ends the engine of another set-up, whose memory this one needs, and waits for the gates until
    // the policy's deadline. Nothing: admitted; else what is in the way.
    boost::asio::awaitable<std::optional<std::string>> admit(TrialOrder order);
    // The unmeasured part. Warm: the engine of this set-up runs and has answered one discarded
    // request; cold: no engine runs. Throws Error{engine}, whose hint is the engine's last log
    // lines, and Error{cancelled}.
    boost::asio::awaitable<void> prepare(TrialOrder order);
    // The measured window, if the gates are still open. What goes wrong is the outcome, not an
    // exception.
    boost::asio::awaitable<TrialEnd> run(TrialOrder order);

    // As the kernel shows it now or, where it does not, as the service said at the gates.
    BatteryState battery() const { return readings().battery; }
    bool in_window() const { return in_window_; }
    // Something arrived inside the window: bytes or a client.
    void note_disturbance() { ++disturbances_; }
    // The call under way, and every later one, ends soon: run() with Outcome::cancelled, admit()
    // with the reason "cancelled", prepare() with Error{cancelled}.
    void cancel();
    // Ends the engine, if one runs.
    boost::asio::awaitable<void> stop();

  private:
    bool is_warm_for(const TrialOrder& order) const;
    GateReadings readings() const;
    GateReadings readings_for(const TrialOrder& order) const;
    boost::asio::awaitable<void> read_slow_gates(const Policy& policy);
    boost::asio::awaitable<std::string> wait_for_gates(TrialOrder order);
    boost::asio::awaitable<void> stop_unless_warm_for(TrialOrder order);
    boost::asio::awaitable<void> warm_up(TrialOrder order);
    boost::asio::awaitable<void> start_trace(Trial& trial);
    boost::asio::awaitable<void> stop_trace(Trial& trial);
    boost::asio::awaitable<void> measure(Trial& trial);
    boost::asio::awaitable<void> open_engine(Trial& trial);
    boost::asio::awaitable<void> run_load_block(Trial& trial);
    boost::asio::awaitable<void> run_phases(Trial& trial);
    boost::asio::awaitable<void> run_phases_with_engine(Trial& trial);
    boost::asio::awaitable<void> sustain(Trial& trial);
    boost::asio::awaitable<void> repeat_requests(Trial& trial);
    boost::asio::awaitable<void> watch_heat(Trial& trial);
    boost::asio::awaitable<void> conclude(Trial& trial, std::exception_ptr failure);
    boost::asio::awaitable<void> load(const Policy& policy);
    boost::asio::awaitable<void> look_after(Trial& trial);
    // Throws Error{cancelled} as soon as that is asked for.
    boost::asio::awaitable<void> unless_cancelled(boost::asio::awaitable<void> work);
    // Both only ever end by throwing.
    boost::asio::awaitable<void> throw_when_cancelled();
    boost::asio::awaitable<void> throw_when_engine_ends();
    void tell(std::string kind, std::string text) const;

    boost::asio::any_io_executor executor_;
    RunnerRoots roots_;
    std::function<void(Event)> on_event_;
    EngineFactory make_engine_;
    std::unique_ptr<Engine> engine_;
    EngineSetup setup_;                     // of engine_
    std::optional<ThermalSample> thermal_;  // last read, as is the next
    std::optional<bool> battery_saver_, screen_on_;
    BatteryState battery_;
    std::string told_unchecked_;
    Wakeup cancelling_;
    bool cancelled_ = false;
    bool in_window_ = false;
    std::int64_t disturbances_ = 0;    // in the window under way
    std::vector<DeviceTime> spawned_;  // processes in it: each is told when it is over
};

}  // namespace edgebench::agent
