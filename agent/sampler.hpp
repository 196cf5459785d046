#pragma once
// Polls the power source and the slow quantities to absolute deadlines, into memory reserved before
// the window.

#include "agent/cpu_frequency.hpp"
#include "agent/open_file.hpp"
#include "agent/power_source.hpp"
#include "protocol/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

namespace edgebench::agent {

// Deadlines on a grid of multiples of a period.
class Ticks {
  public:
    using Clock = std::chrono::steady_clock;
    // The first deadline is the first multiple of the period after `start`.
    Ticks(Clock::time_point start, Clock::duration period);
    Clock::time_point next() const { return next_; }
    // To be called at or after next(): how many further deadlines have passed unserved.
    std::int64_t advance(Clock::time_point now);

  private:
    Clock::duration period_;
    Clock::time_point next_;
};

// Adds a poll to the columns: a run grows as long as the values stay the same, and a failed poll
// ends it.
class RunLengthReadings {
  public:
    RunLengthReadings(std::string source, std::size_t expected_polls);
    void add(DeviceTime time, const std::optional<RawReading>& reading);
    void add_missed(std::int64_t ticks) { columns_.missed_ticks += ticks; }
    const PowerReadings& columns() const { return columns_; }

  private:
    bool continues(const RawReading& reading) const;

    PowerReadings columns_;
    bool run_open_ = false;
};

class Sampler {
  public:
    // Opens the files of the context. `expected` sizes the memory.
    Sampler(std::vector<std::unique_ptr<PowerSource>> sources,
            const std::filesystem::path& sys_root, Seconds period, Seconds expected);

    // run() also asks the battery service for the current: one process a second, each a poll.
    void ask_battery_service(Seconds expected);

    // run() throws Error{device} when the battery gets hotter than this.
    void set_ceiling(Celsius ceiling) { ceiling_ = ceiling; }
    bool above_ceiling() const;
    // From now on the engine's resident memory belongs to the context. Opens a file.
    void watch_engine(const std::filesystem::path& proc_root, int pid);
    // The processors' clocks at once, beside the samples of every second.
    void sample_cpu();
    // Goes on until it is cancelled.
    boost::asio::awaitable<void> run();

    // What it has seen, as it goes into the journal.
    std::vector<PowerReadings> readings() const;
    const std::vector<ContextSample>& context() const { return context_; }
    const std::vector<CpuFrequency>& cpu() const { return cpu_.columns(); }

  private:
    struct Polled {
        std::unique_ptr<PowerSource> source;
        RunLengthReadings readings;
    };

    boost::asio::awaitable<void> read_files();
    boost::asio::awaitable<void> ask_service();
    void poll();
    void sample_context();
    void check_ceiling() const;

    std::vector<Polled> polled_;
    std::optional<RunLengthReadings> asked_;
    Seconds period_;
    OpenFile voltage_;
    OpenFile temperature_;
    OpenFile status_;
    OpenFile charge_counter_;
    OpenFile statm_;
    std::vector<ContextSample> context_;
    CpuFrequencies cpu_;
    std::optional<Celsius> ceiling_;
};

}  // namespace edgebench::agent
