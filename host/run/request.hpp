#pragma once
// What a run is asked to do, and what came of it.

#include "host/catalog/hub_source.hpp"
#include "host/catalog/model_memory.hpp"
#include "host/types/cell_energy.hpp"
#include "host/types/results.hpp"
#include "host/types/study.hpp"
#include "protocol/plan.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::run {

enum class NewIdentity { refuse, accept };

// Which phone, behind which adb servers.
struct PhoneSelector {
    std::vector<std::string> adb_servers;  // HOST:PORT each; empty: the one of the environment
    std::optional<std::string> serial;
    NewIdentity new_identity = NewIdentity::refuse;
};

enum class StudyChoice { resume_identical, start_new };
enum class Attendance { attached, detached };

struct RunRequest {
    PhoneSelector phone;
    std::filesystem::path database;
    std::string tool_version;

    std::string model;
    std::string quant;
    std::optional<std::filesystem::path> model_file;
    std::optional<std::string> engine;           // an installed one's name, or a folder
    std::string prompts = "demo";                // name or file
    std::optional<std::int32_t> prompt_tokens;   // a synthetic prompt instead
    std::int32_t repetitions = 1;                // with a precision: the fewest
    std::optional<PrecisionGoal> precision;      // rounds are added until it is reached
    std::optional<Seconds> max_time;             // no round begins that would end later
    EngineSettings engine_settings;              // without the context
    std::optional<std::int32_t> context_tokens;  // nothing: as many as prompt and output can need
    GenerationSettings generation;
    bool cold = false;
    std::optional<PageCache> page_cache;  // of a cold run; nothing: as each trial finds it
    std::optional<Seconds> sustained;     // requests back to back for so long instead of one answer
    std::vector<Metric> require{Metric::latency};
    std::optional<Seconds> idle;
    std::vector<std::string> power;  // sources, of k_power_sources; empty: the best of the phone
    StudyChoice choice = StudyChoice::resume_identical;
    Attendance attendance = Attendance::attached;
};

struct RunCounts {
    std::int64_t slots = 0;
    std::int64_t filled = 0;
    std::int64_t attempts = 0;  // of this command
    std::int64_t failed = 0;
    std::int64_t not_admitted = 0;
};

struct RunOutcome {
    Study study;
    std::vector<Attempt> attempts;  // of this command, in the order in which they ended
    std::vector<Attempt> earlier;   // those that other commands left in the study and that count
    std::vector<std::optional<CellEnergy>> cell_energies;  // of the study's cells, as stored
    std::vector<ReachedPrecision> precision;  // likewise; empty where none was asked for
    RunCounts counts;
    bool resumed = false;          // a study that an earlier run had begun
    bool detached = false;         // the plan runs on the phone, nobody follows
    bool cancelled = false;        // Ctrl-C
    bool cancel_confirmed = true;  // the phone has said so, and its results are stored
};

// What would be run, for --dry-run: nothing is changed on the phone.
struct DryRun {
    Study study;
    Plan plan;
    std::int64_t upload_bytes = 0;         // at most
    std::optional<MemoryEstimate> memory;  // of the phone, for the model
    Seconds idle_time{0};                  // of all trials: what the run takes at least
};

// Called on the run's thread while it goes on; each may be empty.
struct RunObserver {
    OnDownload on_download;  // of the model
    std::function<void(const std::string& file, std::int64_t done, std::int64_t total)> on_hash;
    std::function<void(const std::string& file, std::int64_t done, std::int64_t total)> on_upload;
    std::function<void(const std::string& text)>
        on_note;  // "resuming …", "waiting: battery 39.1 °C"
    std::function<void(std::int64_t ended, std::int64_t total)> on_trial_begin;
    std::function<void(const Attempt&, std::int64_t ended, std::int64_t total)> on_trial_end;
};

}  // namespace edgebench::run
