#include "tests/virtual_phone/perfetto.hpp"

#include "tests/virtual_phone/rails.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>
#include <vector>

namespace edgebench::virtual_phone {
namespace {

constexpr std::uint64_t k_shortest_poll_ms = 100;
constexpr std::uint64_t k_sequence = 3;

void varint(std::string& out, std::uint64_t value) {
    while (value > 0x7f) {
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

void number(std::string& out, std::uint64_t field, std::uint64_t value) {
    varint(out, field << 3);
    varint(out, value);
}

void text(std::string& out, std::uint64_t field, std::string_view value) {
    varint(out, field << 3 | 2);
    varint(out, value.size());
    out.append(value);
}

void real(std::string& out, std::uint64_t field, float value) {
    varint(out, field << 3 | 5);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof bytes);
}

std::uint64_t take_varint(std::string_view& in) {
    std::uint64_t value = 0;
    for (int shift = 0; !in.empty() && shift < 64; shift += 7) {
        const auto byte = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) break;
    }
    return value;
}

// Calls seen(field, number, bytes) for each field of a configuration, which has no other kinds.
template <class Seen>
void each_field(std::string_view message, Seen seen) {
    while (!message.empty()) {
        const auto tag = take_varint(message);
        const auto value = take_varint(message);
        if ((tag & 7) == 0) {
            seen(tag >> 3, value, std::string_view());
        } else if ((tag & 7) == 2 && value <= message.size()) {
            seen(tag >> 3, std::uint64_t{0}, message.substr(0, value));
            message.remove_prefix(value);
        } else {
            return;
        }
    }
}

void read_power_config(TraceRequest& request, std::string_view message) {
    each_field(message, [&](std::uint64_t field, std::uint64_t value, std::string_view) {
        if (field == 1) request.poll_ms = value;
        if (field == 2 && value == 1) request.charge = true;
        if (field == 2 && value == 3) request.current = true;
        if (field == 2 && value == 5) request.voltage = true;
        if (field == 3) request.rails = value != 0;
    });
}

std::optional<std::int64_t> hal_number(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::int64_t value = 0;
    if (!(stream >> value)) return std::nullopt;
    return value;
}

// The counts of the rails; the file is being written at any time.
std::vector<std::uint64_t> rail_counts(const std::filesystem::path& file) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        std::ifstream stream(file);
        std::vector<std::uint64_t> numbers{std::istream_iterator<std::uint64_t>(stream), {}};
        if (numbers.size() != k_rails.size() + 2 || numbers.front() != numbers.back()) continue;
        return {numbers.begin() + 1, numbers.end() - 1};
    }
    return {};
}

std::uint64_t nanoseconds(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(now.tv_nsec);
}

// Whether a signal came first.
bool sleep_ns(const sigset_t& signals, std::uint64_t duration) {
    const timespec time{.tv_sec = static_cast<time_t>(duration / 1'000'000'000),
                        .tv_nsec = static_cast<long>(duration % 1'000'000'000)};
    return ::sigtimedwait(&signals, nullptr, &time) > 0;
}

}  // namespace

TraceRequest trace_request(std::string_view config) {
    TraceRequest request;
    each_field(config, [&](std::uint64_t field, std::uint64_t value, std::string_view bytes) {
        if (field == 3) request.duration_ms = value;
        if (field != 2) return;
        each_field(bytes, [&](std::uint64_t inner, std::uint64_t, std::string_view source) {
            if (inner != 1) return;
            each_field(source, [&](std::uint64_t part, std::uint64_t, std::string_view content) {
                if (part == 1 && content == "android.power") request.power = true;
                if (part == 106) read_power_config(request, content);
            });
        });
    });
    request.poll_ms = std::max(request.poll_ms == 0 ? 1000 : request.poll_ms, k_shortest_poll_ms);
    return request;
}

TraceWriter::TraceWriter(const TraceRequest& request, std::filesystem::path hal)
    : request_(request),
      hal_(std::move(hal)),
      version_(hal_number(hal_ / "perfetto_version").value_or(0)) {
    // As traced begins each trace: what a reader of power alone has to pass over.
    std::string clock;
    number(clock, 1, 6);
    number(clock, 2, nanoseconds(CLOCK_BOOTTIME));
    std::string snapshot;
    text(snapshot, 1, clock);
    std::string body;
    text(body, 6, snapshot);
    packet(nanoseconds(CLOCK_BOOTTIME), std::move(body));
}

void TraceWriter::packet(std::uint64_t boottime_ns, std::string body) {
    std::string head;
    number(head, 8, boottime_ns);
    number(head, 10, k_sequence);
    text(trace_, 1, head + body);
}

void TraceWriter::poll(std::uint64_t boottime_ns) {
    if (!request_.power) return;
    battery(boottime_ns);
    if (request_.rails) rails(boottime_ns);
}

void TraceWriter::battery(std::uint64_t boottime_ns) {
    const auto folder = hal_ / "power_supply/battery";
    std::string counters;
    const auto charge = hal_number(folder / "charge_counter");
    if (request_.charge && charge) number(counters, 1, static_cast<std::uint64_t>(*charge));
    if (const auto level = hal_number(folder / "capacity")) {
        real(counters, 2, static_cast<float>(*level));
    }
    const auto current = hal_number(folder / "current_now");
    if (request_.current && current) number(counters, 3, static_cast<std::uint64_t>(*current));
    const auto voltage = hal_number(folder / "voltage_now");
    if (request_.voltage && voltage && version_ >= 40) {
        number(counters, 7, static_cast<std::uint64_t>(version_ < 48 ? *voltage / 1000 : *voltage));
    }
    std::string body;
    text(body, 38, counters);
    packet(boottime_ns, std::move(body));
}

void TraceWriter::rails(std::uint64_t boottime_ns) {
    const auto counts = rail_counts(hal_ / "rails");
    if (counts.empty()) return;
    std::string rails;
    for (std::uint64_t i = 0; i < k_rails.size() && !rails_described_; ++i) {
        std::string descriptor;
        number(descriptor, 1, i);
        text(descriptor, 2, k_rails[i].name);
        text(descriptor, 3, k_rails[i].subsystem);
        number(descriptor, 4, 0);
        text(rails, 1, descriptor);
    }
    for (std::uint64_t i = 0; i < counts.size(); ++i) {
        std::string energy;
        number(energy, 1, i);
        number(energy, 2, boottime_ns / 1'000'000);
        number(energy, 3, counts[i]);
        text(rails, 2, energy);
    }
    std::string body;
    number(body, 13, rails_described_ ? 2 : 1);
    text(body, 40, rails);
    packet(boottime_ns, std::move(body));
    rails_described_ = true;
}

int perfetto(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv + 2, argv + argc);
    if (arguments != std::vector<std::string_view>{"-c", "-", "-o", "-"}) {
        std::cerr << "perfetto: only -c - -o - works on the virtual phone\n";
        return 1;
    }
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    const std::string config{std::istreambuf_iterator<char>(std::cin), {}};
    const auto request = trace_request(config);
    if (!request.power || request.duration_ms == 0) {
        std::cerr << "perfetto: the trace config is invalid\n";
        return 1;
    }
    TraceWriter writer(request, "/hal");
    const auto end = nanoseconds(CLOCK_BOOTTIME) + request.duration_ms * 1'000'000;
    const auto period = request.poll_ms * 1'000'000;
    bool stopped = false;
    while (!stopped && nanoseconds(CLOCK_BOOTTIME) < end) {
        writer.poll(nanoseconds(CLOCK_BOOTTIME));
        // Ticks are multiples of the period of the wall clock.
        stopped = sleep_ns(signals, period - nanoseconds(CLOCK_REALTIME) % period);
    }
    std::cout.write(writer.bytes().data(), static_cast<std::streamsize>(writer.bytes().size()));
    std::cout.flush();
    return std::cout ? 0 : 1;
}

}  // namespace edgebench::virtual_phone
