#pragma once
// The phone's perfetto: traces the battery's counters and its power rails as /hal shows them, into
// memory, and writes the trace in Perfetto's own format when it is stopped. It takes the
// configuration as protobuf from standard input and writes to standard output only, as the policy
// of a real phone leaves it to the shell.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace edgebench::virtual_phone {

// argv[1] that selects it; then "-c - -o -".
constexpr std::string_view k_perfetto_argument = "--perfetto";
int perfetto(int argc, char** argv);

struct TraceRequest {
    bool power = false;  // the data source android.power
    std::uint64_t poll_ms = 0;
    bool current = false;
    bool charge = false;
    bool voltage = false;
    bool rails = false;
    std::uint64_t duration_ms = 0;
};
TraceRequest trace_request(std::string_view config);

// The trace, packet by packet.
class TraceWriter {
  public:
    explicit TraceWriter(const TraceRequest& request, std::filesystem::path hal);
    // One tick of the data source.
    void poll(std::uint64_t boottime_ns);
    const std::string& bytes() const { return trace_; }

  private:
    void battery(std::uint64_t boottime_ns);
    void rails(std::uint64_t boottime_ns);
    void packet(std::uint64_t boottime_ns, std::string body);

    TraceRequest request_;
    std::filesystem::path hal_;
    std::int64_t version_;
    bool rails_described_ = false;
    std::string trace_;
};

}  // namespace edgebench::virtual_phone
