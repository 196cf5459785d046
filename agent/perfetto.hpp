#pragma once
// Android's tracing service: it reads battery counters and power rails, which the shell itself may
// not. Its records stay in its memory until the trace is stopped.

#include "agent/child_process.hpp"
#include "protocol/bytes.hpp"
#include "protocol/units.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace edgebench::agent {

// The TraceConfig, in protobuf: an old Perfetto refuses an unknown counter's name in text, not its
// number here.
std::string trace_config(Seconds poll_period, Seconds longest);

// What a trace holds, as far as the agent must know.
struct TraceSummary {
    bool current = false;
    bool voltage = false;
    int rails = 0;  // with a description
};
TraceSummary summary_of(std::string_view trace);

// One second of it. Throws Error{device} that says why there is none.
boost::asio::awaitable<TraceSummary> try_perfetto();

// A trace around a window.
class PerfettoTrace {
  public:
    // Around a window of at most `longest`. Returns when its sources have had the time to start.
    // Throws Error{device}.
    boost::asio::awaitable<void> start(Seconds poll_period, Seconds longest);
    bool started() const { return child_.has_value(); }
    // Stops it; its bytes. Throws Error{device} when there are none.
    boost::asio::awaitable<Bytes> stop();

  private:
    std::optional<ChildProcess> child_;
};

}  // namespace edgebench::agent
