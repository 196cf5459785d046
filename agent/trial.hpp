#pragma once
// One trial under way: its marks, its samples and its answer, in memory that is reserved before the
// window.

#include "agent/engine.hpp"
#include "agent/load_generator.hpp"
#include "agent/perfetto.hpp"
#include "agent/sampler.hpp"
#include "agent/trial_order.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace edgebench::agent {

// The longest that its window may last.
Seconds longest_window(const TrialOrder& order);
// Of an engine that ended as `how` says during the last of the phases.
std::string why_it_ended(const std::string& how, const std::vector<Phase>& phases);

class Trial {
  public:
    // Opens the files that are sampled.
    Trial(TrialOrder order, const std::filesystem::path& sys_root);

    void enter_phase(const char* name, DeviceTime at);
    void leave_phase(DeviceTime at);

    // The generation from its begin to its last event. Throws Error{engine} when it takes longer
    // than the policy allows or is silent for too long.
    boost::asio::awaitable<void> generate();
    // Behind the last event.
    void rest();

    TrialOrder order;
    Sampler sampler;
    std::optional<PerfettoTrace> trace;  // where a power source needs it
    TrialEnd end;
    std::optional<LoadGenerator> load;       // of a load block
    std::unique_ptr<Generation> generation;  // of an engine, once it is open

  private:
    void record(const Progress& progress);
    void mark_tokens(DeviceTime time, std::int32_t tokens);
    void add_timings(const EngineTimings& timings);
    boost::asio::awaitable<void> follow();
    boost::asio::awaitable<void> watch_deadlines();

    DeviceTime last_progress_;        // the request's begin, then the last event
    std::int32_t tokens_before_ = 0;  // by earlier requests of a sustained trial
    std::int32_t tokens_ = 0;         // so far, by all
    DeviceTime last_token_;           // when the last of them came
};

}  // namespace edgebench::agent
