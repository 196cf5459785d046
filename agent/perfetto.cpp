#include "agent/perfetto.hpp"

#include "agent/async.hpp"
#include "agent/protobuf_wire.hpp"

#include <csignal>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

// Its client connects, and the sources begin, within a few tenths of this.
constexpr Seconds k_start{1};
constexpr Seconds k_trace_stop_deadline{10};
constexpr std::chrono::seconds k_probe_deadline{8};
// An hour of five rails and the battery at four polls a second is 3 MiB.
constexpr std::uint64_t k_buffer_kib = 8 * 1024;
constexpr std::size_t k_most_bytes = 10 * 1024 * 1024;  // the buffer and what describes it

// Field numbers of Perfetto's protos/perfetto: config/trace_config.proto,
// config/data_source_config.proto and config/power/android_power_config.proto.
constexpr std::uint64_t k_discard = 2;  // a full buffer keeps what it has
constexpr std::uint64_t k_charge = 1, k_capacity_percent = 2, k_current = 3, k_voltage = 5;

Program perfetto(std::string config) {
    Program program;
    program.argv = {"perfetto", "-c", "-", "-o", "-"};
    program.input = std::move(config);
    program.errors = Errors::dropped;
    return program;
}

std::uint64_t milliseconds(Seconds duration) {
    return static_cast<std::uint64_t>(duration.value() * 1e3);
}

// Packets hold battery counters as field 38 and rails as field 40.
void add_packet(TraceSummary& summary, std::string_view packet) {
    WireReader fields(packet);
    while (const auto field = fields.next()) {
        WireReader inner(field->bytes);
        while (field->number == 38) {
            const auto counter = inner.next();
            if (!counter) break;
            if (counter->number == 3) summary.current = true;
            if (counter->number == 7) summary.voltage = true;
        }
        while (field->number == 40) {
            const auto part = inner.next();
            if (!part) break;
            if (part->number == 1) ++summary.rails;
        }
    }
}

}  // namespace

std::string trace_config(Seconds poll_period, Seconds longest) {
    std::string power;
    append_number(power, 1, milliseconds(poll_period));
    for (const auto counter : {k_charge, k_capacity_percent, k_current, k_voltage}) {
        append_number(power, 2, counter);
    }
    append_number(power, 3, 1);  // collect_power_rails
    std::string source;
    append_bytes(source, 1, "android.power");
    append_number(source, 2, 0);  // target_buffer
    append_bytes(source, 106, power);
    std::string data_source;
    append_bytes(data_source, 1, source);
    std::string buffer;
    append_number(buffer, 1, k_buffer_kib);
    append_number(buffer, 4, k_discard);
    std::string config;
    append_bytes(config, 1, buffer);
    append_bytes(config, 2, data_source);
    append_number(config, 3, milliseconds(longest));
    return config;
}

TraceSummary summary_of(std::string_view trace) {
    TraceSummary summary;
    WireReader packets(trace);
    while (const auto packet = packets.next()) {
        if (packet->number == 1) add_packet(summary, packet->bytes);
    }
    return summary;
}

asio::awaitable<TraceSummary> try_perfetto() {
    auto program = perfetto(trace_config(Seconds(0.25), Seconds(1)));
    const auto result = co_await run_program(std::move(program), k_probe_deadline);
    if (!result) throw Error(ErrorCode::device, "this phone has no perfetto");
    if (result->status.code != 0 || result->status.signal != 0) {
        throw Error(ErrorCode::device, "perfetto " + to_string(result->status) +
                                           "; `setprop persist.traced.enable 1` may help");
    }
    co_return summary_of(result->output);
}

asio::awaitable<void> PerfettoTrace::start(Seconds poll_period, Seconds longest) {
    const auto executor = co_await asio::this_coro::executor;
    // It may outlive an agent that dies: then it ends by itself.
    const auto program =
        perfetto(trace_config(poll_period, longest + k_start + k_trace_stop_deadline));
    child_.emplace(executor, program);
    co_await sleep_for(k_start);
}

asio::awaitable<Bytes> PerfettoTrace::stop() {
    Bytes trace;
    ExitStatus status;
    const auto keep = [&trace](std::string_view bytes) {
        const auto room = k_most_bytes - trace.size();
        bytes = bytes.substr(0, room);
        trace.insert(trace.end(), bytes.begin(), bytes.end());
    };
    const auto to_its_end = [](ChildProcess& child, ChildProcess::OutputHandler on_output,
                               ExitStatus& end) -> asio::awaitable<void> {
        end = co_await child.run(on_output);
    };
    child_->signal(SIGINT);
    const auto ended = co_await within(k_trace_stop_deadline, to_its_end(*child_, keep, status));
    child_.reset();
    if (ended == Ended::too_late) throw Error(ErrorCode::device, "perfetto did not end in time");
    if (trace.empty()) {
        throw Error(ErrorCode::device, "perfetto left no trace: it " + to_string(status));
    }
    co_return trace;
}

}  // namespace edgebench::agent
