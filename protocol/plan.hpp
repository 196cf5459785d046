#pragma once
// A Plan: what the agent is asked to do, complete enough to be executed with no host in reach.

#include "protocol/field_list.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// What a setting of the device should be while the plan runs: "system/screen_brightness" and every
// other "<namespace>/<key>" of Android's settings, or "battery/updates" ("running").
struct WantedSetting {
    std::string name;
    std::string value;
    static constexpr auto fields() {
        return field_list(Field{"name", &WantedSetting::name},
                          Field{"value", &WantedSetting::value});
    }
};

// Gates that must be open before a trial starts, ceilings while it runs, and the windows around it.
struct Policy {
    std::optional<Celsius> battery_temperature_min;
    std::optional<Celsius> battery_temperature_max;
    std::optional<int> level_min_percent;
    std::optional<int> level_max_percent;
    Bytes64 memory_min{0};       // MemAvailable
    Bytes64 storage_reserve{0};  // what must stay free on /data
    bool require_discharging = false;
    bool refuse_battery_saver = false;
    std::optional<int> thermal_status_max;  // Android's: 0 none … 6 shutdown
    Seconds admit_deadline{600};

    Seconds idle_before{5};
    Seconds idle_loaded{5};  // cold trials only
    Seconds idle_after{5};
    Seconds sample_period{0.1};
    Seconds load_deadline{600};
    Seconds trial_deadline{3600};           // request sent to last token
    std::optional<Seconds> token_deadline;  // silence of the engine that counts as a hang

    // Above it the trial under way is ended.
    std::optional<Celsius> battery_temperature_ceiling;

    std::vector<WantedSetting> settings;

    static constexpr auto fields() {
        return field_list(
            Field{"battery_temperature_min_c", &Policy::battery_temperature_min},
            Field{"battery_temperature_max_c", &Policy::battery_temperature_max},
            Field{"level_min_percent", &Policy::level_min_percent},
            Field{"level_max_percent", &Policy::level_max_percent},
            Field{"memory_min_bytes", &Policy::memory_min},
            Field{"storage_reserve_bytes", &Policy::storage_reserve},
            Field{"require_discharging", &Policy::require_discharging},
            Field{"refuse_battery_saver", &Policy::refuse_battery_saver},
            Field{"thermal_status_max", &Policy::thermal_status_max},
            Field{"admit_deadline_s", &Policy::admit_deadline},
            Field{"idle_before_s", &Policy::idle_before},
            Field{"idle_loaded_s", &Policy::idle_loaded},
            Field{"idle_after_s", &Policy::idle_after},
            Field{"sample_period_s", &Policy::sample_period},
            Field{"load_deadline_s", &Policy::load_deadline},
            Field{"trial_deadline_s", &Policy::trial_deadline},
            Field{"token_deadline_s", &Policy::token_deadline},
            Field{"battery_temperature_ceiling_c", &Policy::battery_temperature_ceiling},
            Field{"settings", &Policy::settings});
    }
};

// An engine process: which files, which model, which arguments. "{model}" in an argument is the
// model's path.
struct EngineSetup {
    std::string engine_id;               // SHA-256 of the engine's sorted file list
    std::string executable;              // relative to the engine's folder
    std::vector<std::string> arguments;  // settings of the cell, without host, port and key
    std::map<std::string, std::string> environment;  // "{engine}" is the engine's folder
    std::string model_sha256;

    bool operator==(const EngineSetup&) const = default;
    static constexpr auto fields() {
        return field_list(Field{"engine_id", &EngineSetup::engine_id},
                          Field{"executable", &EngineSetup::executable},
                          Field{"arguments", &EngineSetup::arguments},
                          Field{"environment", &EngineSetup::environment},
                          Field{"model_sha256", &EngineSetup::model_sha256});
    }
};

// A prompt is text, or token ids where its length in tokens has to be exact.
struct PromptInput {
    std::string text;
    std::vector<std::int32_t> tokens;  // used when not empty

    static constexpr auto fields() {
        return field_list(Field{"text", &PromptInput::text}, Field{"tokens", &PromptInput::tokens});
    }
};

// A stretch of a load block: so many threads compute, 0 rest.
struct LoadStep {
    Seconds duration{0};
    std::int32_t threads = 0;
    static constexpr auto fields() {
        return field_list(Field{"duration_s", &LoadStep::duration},
                          Field{"threads", &LoadStep::threads});
    }
};

// A generation by an engine or, where `load` has steps, a load block, which has neither set-up nor
// prompt.
struct TrialSpec {
    std::int64_t slot = 0;     // position in the study; the host's key
    std::uint32_t setup = 0;   // index into Plan::setups
    std::uint32_t prompt = 0;  // index into Plan::prompts
    std::int32_t output_tokens = 0;
    bool exact_output = false;  // end-of-text is ignored: exactly output_tokens
    std::uint32_t seed = 0;
    double temperature = 0;
    bool cold = false;  // a new engine process, its load measured
    std::vector<LoadStep> load;

    static constexpr auto fields() {
        return field_list(
            Field{"slot", &TrialSpec::slot}, Field{"setup", &TrialSpec::setup},
            Field{"prompt", &TrialSpec::prompt}, Field{"output_tokens", &TrialSpec::output_tokens},
            Field{"exact_output", &TrialSpec::exact_output}, Field{"seed", &TrialSpec::seed},
            Field{"temperature", &TrialSpec::temperature}, Field{"cold", &TrialSpec::cold},
            Field{"load", &TrialSpec::load});
    }
};

enum class PlanMode { open, closed };

struct Plan {
    std::string id;     // 32 hexadecimal digits, chosen by the host
    std::string owner;  // "user@host", shown to whoever finds the phone busy
    PlanMode mode = PlanMode::closed;
    Policy policy;
    std::vector<EngineSetup> setups;
    std::vector<PromptInput> prompts;
    std::vector<TrialSpec> trials;
    std::string host_note;  // the host's own context (JSON), opaque to the agent, so that any host
                            // can store the results

    static constexpr auto fields() {
        return field_list(Field{"id", &Plan::id}, Field{"owner", &Plan::owner},
                          Field{"mode", &Plan::mode}, Field{"policy", &Plan::policy},
                          Field{"setups", &Plan::setups}, Field{"prompts", &Plan::prompts},
                          Field{"trials", &Plan::trials}, Field{"host_note", &Plan::host_note});
    }
};

// Throws Error::protocol when an index, an id or a duration makes no sense.
void validate(const Plan& plan);
// The same for trials that are appended to a plan that runs.
void validate(const Plan& plan, const std::vector<TrialSpec>& trials);

}  // namespace edgebench
