#pragma once
// The journal (doc/protocol.md §5): one append-only file of checksummed records per plan. It holds
// everything that was measured, as raw integers, and the plan itself, so that any later host can
// turn it into results.

#include "protocol/bytes.hpp"
#include "protocol/device_info.hpp"
#include "protocol/engine_report.hpp"
#include "protocol/plan.hpp"

#include <variant>

namespace edgebench {

constexpr std::int32_t k_journal_version = 1;
constexpr std::size_t k_max_record = 16 * 1024 * 1024;

struct PlanBegin {
    static constexpr const char* k_type = "plan_begin";
    std::int32_t journal_version = k_journal_version;
    std::string agent_build;
    std::int32_t agent_pid = 0;
    DeviceTime begin;
    std::int64_t wall_clock_ms = 0;  // CLOCK_REALTIME, for people only
    DeviceInfo device;
    Plan plan;
    static constexpr auto fields() {
        return field_list(Field{"journal_version", &PlanBegin::journal_version},
                          Field{"agent_build", &PlanBegin::agent_build},
                          Field{"agent_pid", &PlanBegin::agent_pid},
                          Field{"begin_ns", &PlanBegin::begin},
                          Field{"wall_clock_ms", &PlanBegin::wall_clock_ms},
                          Field{"device", &PlanBegin::device}, Field{"plan", &PlanBegin::plan});
    }
};

// A device setting, as it was and as it is wanted. Synced before anything is changed.
struct Setting {
    std::string name;  // "system/screen_brightness"
    std::optional<std::string> before;
    std::string wanted;
    std::optional<std::string> verified;  // read back after setting
    std::string refused;                  // why the phone did not let it be read or set
    bool touched = false;                 // it could be read, so it may be set and is put back
    static constexpr auto fields() {
        return field_list(Field{"name", &Setting::name}, Field{"before", &Setting::before},
                          Field{"wanted", &Setting::wanted}, Field{"verified", &Setting::verified},
                          Field{"refused", &Setting::refused}, Field{"touched", &Setting::touched});
    }
};
struct StateChanged {
    static constexpr const char* k_type = "state_changed";
    std::vector<Setting> settings;
    static constexpr auto fields() {
        return field_list(Field{"settings", &StateChanged::settings});
    }
};
struct StateRestored {
    static constexpr const char* k_type = "state_restored";
    std::vector<Setting> settings;
    static constexpr auto fields() {
        return field_list(Field{"settings", &StateRestored::settings});
    }
};

struct TrialsAppended {
    static constexpr const char* k_type = "trials_appended";
    std::vector<TrialSpec> trials;
    static constexpr auto fields() { return field_list(Field{"trials", &TrialsAppended::trials}); }
};
struct PlanClosed {
    static constexpr const char* k_type = "plan_closed";
    static constexpr auto fields() { return field_list(); }
};

// Synced before the window opens: with no TrialEnd behind it the trial is `interrupted`.
struct TrialBegin {
    static constexpr const char* k_type = "trial_begin";
    std::string trial;        // UUID, given by the agent
    std::uint32_t index = 0;  // into the plan's trials, appended ones included
    std::int32_t attempt = 1;
    std::string boot_id;
    DeviceTime time;
    BatteryState battery;
    static constexpr auto fields() {
        return field_list(
            Field{"trial", &TrialBegin::trial}, Field{"index", &TrialBegin::index},
            Field{"attempt", &TrialBegin::attempt}, Field{"boot_id", &TrialBegin::boot_id},
            Field{"time_ns", &TrialBegin::time}, Field{"battery", &TrialBegin::battery});
    }
};

enum class Outcome { finished, failed, not_admitted, cancelled, interrupted };

struct Phase {
    // idle_before, load, idle_loaded, prefill, decode, idle_after; of a load block: idle_before,
    // busy and rest by turns, idle_after.
    std::string name;
    DeviceTime begin;
    DeviceTime end;
    static constexpr auto fields() {
        return field_list(Field{"name", &Phase::name}, Field{"begin_ns", &Phase::begin},
                          Field{"end_ns", &Phase::end});
    }
};

// Column i of both: at time_ns[i] an event arrived and tokens[i] tokens had been produced in all. A
// token that ends inside a UTF-8 character has no event of its own: tokens then jumps by more than
// one.
struct TokenTimes {
    std::vector<std::int64_t> time_ns;
    std::vector<std::int32_t> tokens;
    static constexpr auto fields() {
        return field_list(Field{"time_ns", &TokenTimes::time_ns},
                          Field{"tokens", &TokenTimes::tokens});
    }
};

// Polls of one source, run-length coded in columns: run i was seen first at first_ns[i] and last at
// last_ns[i], in polls[i] consecutive polls that all gave current_raw[i] and voltage_raw[i].
// Of a source that accumulates, current_raw is its count: of a rail uW s since the phone's start,
// of the charge counter what is left in the battery.
struct PowerReadings {
    std::string source;
    std::string rail;  // "subsystem/name"; empty unless the source is rails
    std::vector<std::int64_t> first_ns;
    std::vector<std::int64_t> last_ns;
    std::vector<std::int32_t> polls;
    std::vector<std::int64_t> current_raw;
    std::vector<std::optional<std::int64_t>> voltage_raw;
    std::int64_t missed_ticks = 0;  // deadlines that passed unserved
    std::int64_t failed_reads = 0;
    static constexpr auto fields() {
        return field_list(
            Field{"source", &PowerReadings::source}, Field{"rail", &PowerReadings::rail},
            Field{"first_ns", &PowerReadings::first_ns}, Field{"last_ns", &PowerReadings::last_ns},
            Field{"polls", &PowerReadings::polls},
            Field{"current_raw", &PowerReadings::current_raw},
            Field{"voltage_raw", &PowerReadings::voltage_raw},
            Field{"missed_ticks", &PowerReadings::missed_ticks},
            Field{"failed_reads", &PowerReadings::failed_reads});
    }
};

// Slow quantities, once a second inside the window.
struct ContextSample {
    DeviceTime time;
    std::optional<std::int64_t> temperature_raw;  // 0.1 degC
    std::optional<ChargeStatus> status;
    std::optional<std::int64_t> charge_counter_raw;
    std::optional<Bytes64> engine_rss;  // statm
    static constexpr auto fields() {
        return field_list(Field{"time_ns", &ContextSample::time},
                          Field{"temperature_raw", &ContextSample::temperature_raw},
                          Field{"status", &ContextSample::status},
                          Field{"charge_counter_raw", &ContextSample::charge_counter_raw},
                          Field{"engine_rss_bytes", &ContextSample::engine_rss});
    }
};

// One group of processors that share a clock, in columns: at time_ns[i] it ran at current_khz[i]
// and was allowed at most cap_khz[i]. Once a second, and at the edges of a load block.
struct CpuFrequency {
    std::string policy;  // "policy0", of its first processor
    std::vector<std::int64_t> time_ns;
    std::vector<std::optional<std::int64_t>> current_khz;
    std::vector<std::optional<std::int64_t>> cap_khz;
    static constexpr auto fields() {
        return field_list(Field{"policy", &CpuFrequency::policy},
                          Field{"time_ns", &CpuFrequency::time_ns},
                          Field{"current_khz", &CpuFrequency::current_khz},
                          Field{"cap_khz", &CpuFrequency::cap_khz});
    }
};

// What `dumpsys thermalservice` says below "Current temperatures from HAL".
struct ThermalSensor {
    std::string name;
    std::int32_t type = -1;  // Android's: 0 CPU, 1 GPU, 2 BATTERY, 3 SKIN, …
    Celsius temperature{0};
    std::optional<std::int32_t> status;
    static constexpr auto fields() {
        return field_list(Field{"name", &ThermalSensor::name}, Field{"type", &ThermalSensor::type},
                          Field{"temperature_c", &ThermalSensor::temperature},
                          Field{"status", &ThermalSensor::status});
    }
};
struct ThermalSample {
    DeviceTime time;
    bool overridden = false;  // somebody has set the status by hand
    std::optional<std::int32_t> status;
    std::vector<ThermalSensor> sensors;
    static constexpr auto fields() {
        return field_list(
            Field{"time_ns", &ThermalSample::time}, Field{"overridden", &ThermalSample::overridden},
            Field{"status", &ThermalSample::status}, Field{"sensors", &ThermalSample::sensors});
    }
};

// What left or reached the phone meanwhile, as far as the shell may see it.
struct Traffic {
    // Sockets of the engine's process that are bound or connected beyond loopback.
    std::optional<std::int64_t> engine_sockets_beyond_loopback;
    // Of the shell's uid, everything over adb included.
    std::optional<std::int64_t> shell_received_bytes;
    std::optional<std::int64_t> shell_sent_bytes;
    static constexpr auto fields() {
        return field_list(
            Field{"engine_sockets_beyond_loopback", &Traffic::engine_sockets_beyond_loopback},
            Field{"shell_received_bytes", &Traffic::shell_received_bytes},
            Field{"shell_sent_bytes", &Traffic::shell_sent_bytes});
    }
};

// The engine's own account of the request.
struct EngineTimings {
    std::optional<std::int64_t> prompt_tokens;
    std::optional<double> prompt_ms;
    std::optional<std::int64_t> output_tokens;
    std::optional<double> output_ms;
    static constexpr auto fields() {
        return field_list(Field{"prompt_tokens", &EngineTimings::prompt_tokens},
                          Field{"prompt_ms", &EngineTimings::prompt_ms},
                          Field{"output_tokens", &EngineTimings::output_tokens},
                          Field{"output_ms", &EngineTimings::output_ms});
    }
};

// Read after the window, while the engine still lives.
struct EngineMemory {
    std::optional<Bytes64> peak_rss;  // VmHWM
    std::optional<Bytes64> pss;       // smaps_rollup
    std::optional<Bytes64> swap;
    static constexpr auto fields() {
        return field_list(Field{"peak_rss_bytes", &EngineMemory::peak_rss},
                          Field{"pss_bytes", &EngineMemory::pss},
                          Field{"swap_bytes", &EngineMemory::swap});
    }
};

struct TrialEnd {
    static constexpr const char* k_type = "trial_end";
    std::string trial;
    Outcome outcome = Outcome::failed;
    std::string reason;      // empty when finished
    std::string engine_log;  // its last lines, when it failed
    std::vector<Phase> phases;
    TokenTimes token_times;
    std::vector<PowerReadings> readings;
    Bytes power_trace;  // what Perfetto wrote; the host makes readings of it
    std::vector<ContextSample> context;
    std::vector<CpuFrequency> cpu;
    std::vector<ThermalSample> thermal;  // before and after the window
    Traffic traffic;
    EngineReport engine;
    EngineTimings timings;
    EngineMemory memory;
    // Of the model's file in the page cache, just before the window of a cold trial: 0 to 1.
    std::optional<double> page_cache_resident_share;
    std::string answer;
    std::string finish_reason;      // "limit", "eos", "word", "context"; empty when unfinished
    std::int64_t disturbances = 0;  // arrivals of bytes or clients inside the window
    std::int64_t suspended_ns =
        0;                 // growth of CLOCK_BOOTTIME over CLOCK_MONOTONIC across the window
    BatteryState battery;  // after the window
    static constexpr auto fields() {
        return field_list(
            Field{"trial", &TrialEnd::trial}, Field{"outcome", &TrialEnd::outcome},
            Field{"reason", &TrialEnd::reason}, Field{"engine_log", &TrialEnd::engine_log},
            Field{"phases", &TrialEnd::phases}, Field{"token_times", &TrialEnd::token_times},
            Field{"readings", &TrialEnd::readings}, Field{"power_trace", &TrialEnd::power_trace},
            Field{"context", &TrialEnd::context}, Field{"cpu", &TrialEnd::cpu},
            Field{"thermal", &TrialEnd::thermal}, Field{"traffic", &TrialEnd::traffic},
            Field{"engine", &TrialEnd::engine}, Field{"timings", &TrialEnd::timings},
            Field{"memory", &TrialEnd::memory},
            Field{"page_cache_resident_share", &TrialEnd::page_cache_resident_share},
            Field{"answer", &TrialEnd::answer}, Field{"finish_reason", &TrialEnd::finish_reason},
            Field{"disturbances", &TrialEnd::disturbances},
            Field{"suspended_ns", &TrialEnd::suspended_ns}, Field{"battery", &TrialEnd::battery});
    }
};

// Anything a reader should know: waiting at a gate, an engine started, a process spawned.
struct Event {
    static constexpr const char* k_type = "event";
    DeviceTime time;
    std::string kind;
    std::string text;
    static constexpr auto fields() {
        return field_list(Field{"time_ns", &Event::time}, Field{"kind", &Event::kind},
                          Field{"text", &Event::text});
    }
};

struct PlanEnd {
    static constexpr const char* k_type = "plan_end";
    DeviceTime time;
    std::string reason;  // "completed", "cancelled", "three trials in a row were not admitted", ...
    static constexpr auto fields() {
        return field_list(Field{"time_ns", &PlanEnd::time}, Field{"reason", &PlanEnd::reason});
    }
};

using JournalRecord = std::variant<PlanBegin, StateChanged, StateRestored, TrialsAppended,
                                   PlanClosed, TrialBegin, TrialEnd, Event, PlanEnd>;

// Makes the bytes to append; each record's checksum also covers the one before it.
class JournalEncoder {
  public:
    // For a new file.
    JournalEncoder() = default;
    // To go on behind `chain`, the checksum of the last good record.
    explicit JournalEncoder(std::array<std::uint8_t, 8> chain) : chain_(chain) {}
    // Throws Error::internal for a record that is too large to be read back.
    Bytes encode(const JournalRecord& record);

  private:
    std::array<std::uint8_t, 8> chain_{};
};

struct JournalContents {
    std::vector<JournalRecord> records;
    std::size_t good_bytes = 0;           // everything behind it is a torn tail
    std::array<std::uint8_t, 8> chain{};  // to continue with
};

// Reads as many good records as there are. Throws Error::protocol only for a file of a later
// journal version.
JournalContents read_journal(ByteView bytes);

// What the plan has changed on the phone and not put back.
std::vector<Setting> settings_left(const std::vector<JournalRecord>& records);

// Reads a journal that arrives in pieces, as `follow` does.
class JournalReader {
  public:
    // The records completed by these bytes. Throws Error::integrity at a record that is damaged.
    std::vector<JournalRecord> feed(ByteView bytes);
    std::size_t consumed() const { return consumed_; }

  private:
    Bytes pending_;
    std::array<std::uint8_t, 8> chain_{};
    std::size_t consumed_ = 0;
};

}  // namespace edgebench
