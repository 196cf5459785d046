#include "host/perfetto/power_trace.hpp"

#include "host/perfetto/trace.pb.h"
#include "protocol/power_source.hpp"

#include <google/protobuf/io/coded_stream.h>

#include <limits>
#include <map>
#include <optional>

namespace edgebench {
namespace {

using google::protobuf::io::CodedInputStream;

constexpr std::uint32_t k_packet_tag = 1 << 3 | 2;  // Trace.packet, length-delimited
constexpr std::uint32_t k_clock_boottime = 6;
// A packet of ours has at most 32 rails; others (the configuration, statistics) may be larger and
// are skipped.
constexpr int k_most_packet_bytes = 64 * 1024;
constexpr std::size_t k_most_rails = 64;
constexpr std::size_t k_most_name_bytes = 64;
constexpr std::size_t k_most_polls = 1'000'000;  // of all sources together
constexpr std::uint64_t k_most = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t k_ns_per_ms = 1'000'000;

// Perfetto keeps the order of time; what does not is left out.
bool is_later(const PowerReadings& readings, std::int64_t ns) {
    return readings.last_ns.empty() || ns > readings.last_ns.back();
}

void add_poll(PowerReadings& readings, std::int64_t ns, std::int64_t value,
              std::optional<std::int64_t> voltage) {
    if (!readings.polls.empty() && readings.current_raw.back() == value &&
        readings.voltage_raw.back() == voltage) {
        readings.last_ns.back() = ns;
        ++readings.polls.back();
        return;
    }
    readings.first_ns.push_back(ns);
    readings.last_ns.push_back(ns);
    readings.polls.push_back(1);
    readings.current_raw.push_back(value);
    readings.voltage_raw.push_back(voltage);
}

class Reader {
  public:
    Reader() { battery_.source = k_android_power; }

    void packet(const wire::TracePacket& packet) {
        if (packet.has_battery()) battery(packet);
        if (packet.has_power_rails()) rails(packet.power_rails());
    }

    std::vector<PowerReadings> take() {
        std::vector<PowerReadings> all;
        if (!battery_.polls.empty()) all.push_back(std::move(battery_));
        for (auto& [index, rail] : rails_) {
            if (!rail.polls.empty()) all.push_back(std::move(rail));
        }
        return all;
    }

  private:
    void battery(const wire::TracePacket& packet) {
        const auto& counters = packet.battery();
        const bool boottime =
            !packet.has_timestamp_clock_id() || packet.timestamp_clock_id() == k_clock_boottime;
        if (!counters.has_current_ua() || !boottime || packet.timestamp() > k_most) return;
        const auto ns = static_cast<std::int64_t>(packet.timestamp());
        if (!is_later(battery_, ns) || ++polls_ > k_most_polls) return;
        std::optional<std::int64_t> voltage;
        if (counters.has_voltage_uv()) voltage = counters.voltage_uv();
        add_poll(battery_, ns, counters.current_ua(), voltage);
    }

    void rails(const wire::PowerRails& packet) {
        for (const auto& descriptor : packet.rail_descriptor()) describe(descriptor);
        for (const auto& data : packet.energy_data()) {
            const auto rail = rails_.find(data.index());
            if (rail == rails_.end() || data.energy() > k_most ||
                data.timestamp_ms() > k_most / k_ns_per_ms) {
                continue;
            }
            const auto ns = static_cast<std::int64_t>(data.timestamp_ms() * k_ns_per_ms);
            if (!is_later(rail->second, ns) || ++polls_ > k_most_polls) continue;
            add_poll(rail->second, ns, static_cast<std::int64_t>(data.energy()), std::nullopt);
        }
    }

    // It comes again when a sequence starts anew.
    void describe(const wire::PowerRails::RailDescriptor& descriptor) {
        if (rails_.size() == k_most_rails && !rails_.contains(descriptor.index())) return;
        auto& rail = rails_[descriptor.index()];
        rail.source = k_rails;
        rail.rail = descriptor.subsys_name().substr(0, k_most_name_bytes) + "/" +
                    descriptor.rail_name().substr(0, k_most_name_bytes);
    }

    PowerReadings battery_;
    std::map<std::uint32_t, PowerReadings> rails_;
    std::size_t polls_ = 0;
};

void expand(TrialEnd& end, const std::vector<std::string>& wanted) {
    if (end.power_trace.empty()) return;
    auto found = std::move(end.readings);
    for (auto& readings : read_power_trace(end.power_trace)) found.push_back(std::move(readings));
    end.power_trace.clear();
    end.readings.clear();
    for (const auto& source : wanted) {
        for (auto& readings : found) {
            if (readings.source == source) end.readings.push_back(std::move(readings));
        }
    }
}

}  // namespace

std::vector<PowerReadings> read_power_trace(ByteView trace) {
    Reader reader;
    CodedInputStream stream(trace.data(), static_cast<int>(trace.size()));
    wire::TracePacket packet;
    std::string bytes;
    while (const auto tag = stream.ReadTag()) {
        int size = 0;
        if (tag != k_packet_tag || !stream.ReadVarintSizeAsInt(&size)) break;
        if (size > k_most_packet_bytes) {
            if (!stream.Skip(size)) break;
            continue;
        }
        if (!stream.ReadString(&bytes, size)) break;
        if (packet.ParseFromString(bytes)) reader.packet(packet);
    }
    return reader.take();
}

void expand_power_traces(std::span<JournalRecord> records, std::vector<std::string>& wanted) {
    for (auto& record : records) {
        if (const auto* begin = std::get_if<PlanBegin>(&record)) wanted = begin->plan.policy.power;
        if (auto* end = std::get_if<TrialEnd>(&record)) expand(*end, wanted);
    }
}

}  // namespace edgebench
