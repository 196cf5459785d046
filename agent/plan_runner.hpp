#pragma once
// Executes one plan at a time, whether or not a client is there, and journals everything.

#include "agent/audience.hpp"
#include "agent/blob_store.hpp"
#include "agent/lock.hpp"
#include "agent/plan_store.hpp"
#include "agent/power_probe.hpp"
#include "agent/trial_runner.hpp"
#include "protocol/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>

namespace edgebench::agent {

// How long things are waited for.
struct Patience {
    Seconds open_plan{600};  // with an empty list and no client, before the plan closes itself
    Seconds settle{2};       // for the clients to become quiet before a measured window
};

// What a plan is executed with; all of it outlives the runner.
struct PlanParts {
    PlanStore& plans;
    const BlobStore& blobs;
    Lock& lock;
    Audience& audience;
    const PowerProbe& power;
    RunnerRoots roots;
    std::string build_id;
    EngineFactory make_engine;  // nothing: llama-server
    Patience patience;
};

class PlanRunner {
  public:
    PlanRunner(boost::asio::any_io_executor executor, PlanParts parts);
    ~PlanRunner();

    // Accepts the plan durably and begins. Nothing happens when it was accepted before. Throws
    // Error::busy while another plan runs, Error::device when content is missing.
    void submit(Plan plan);
    // Both throw Error::device when that plan does not run; closing one that has ended is fine.
    void append_trials(const std::string& id, std::vector<TrialSpec> trials);
    void close(const std::string& id);
    // The trial under way ends as cancelled. Does not wait for the end; fine when it has ended.
    void cancel(const std::string& id);

    bool running() const { return run_ != nullptr; }
    bool running(const std::string& id) const;
    // "phone busy with a plan of … until …".
    Error busy() const;
    // Whether the plan that runs needs this file of the store ("blobs/…", "engines/…").
    bool needs(const std::string& path) const;
    bool in_window() const;
    // Something arrived from outside.
    void note_disturbance();

    // Ends what runs as `reason` and waits for it.
    boost::asio::awaitable<void> stop(std::string reason);

  private:
    struct Attempt;
    struct Run;

    Run& run_of(const std::string& id) const;
    void require_content(const Plan& plan) const;
    void record(const JournalRecord& record);
    void record_end(const TrialOrder& order, const TrialEnd& end);
    void tell_event(const Event& event);
    void end_early(std::string reason);
    boost::asio::awaitable<void> execute();
    boost::asio::awaitable<void> change_state();
    boost::asio::awaitable<void> told_to_end();
    boost::asio::awaitable<std::string> run_trials();
    boost::asio::awaitable<void> wait_for_orders();
    boost::asio::awaitable<void> orders_arrived();
    boost::asio::awaitable<void> abandoned();
    boost::asio::awaitable<void> attempt(Attempt attempt);
    boost::asio::awaitable<TrialEnd> measure(TrialOrder order);
    boost::asio::awaitable<void> finish(std::string reason);

    boost::asio::any_io_executor executor_;
    PlanParts parts_;
    Wakeup orders_;  // trials appended, plan closed or to be ended
    std::unique_ptr<Run> run_;
};

}  // namespace edgebench::agent
