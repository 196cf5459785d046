#pragma once
// A Plan: what the agent is asked to do, complete enough to be executed with no host in reach.

#include "protocol/field_list.hpp"
#include "protocol/policy.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// An engine process: which files, which model, which arguments. "{model}" in an argument is the
// model's path; of a split model the first part's.
struct EngineSetup {
    std::string engine_id;               // SHA-256 of the engine's sorted file list
    std::string executable;              // relative to the engine's folder
    std::vector<std::string> arguments;  // settings of the cell, without host, port and key
    std::map<std::string, std::string> environment;  // "{engine}" is the engine's folder
    std::string model_sha256;                        // of the file, or of the first part
    std::vector<std::string> further_parts_sha256;   // of a split model, in order

    bool operator==(const EngineSetup&) const = default;
    static constexpr auto fields() {
        return field_list(Field{"engine_id", &EngineSetup::engine_id},
                          Field{"executable", &EngineSetup::executable},
                          Field{"arguments", &EngineSetup::arguments},
                          Field{"environment", &EngineSetup::environment},
                          Field{"model_sha256", &EngineSetup::model_sha256},
                          Field{"further_parts_sha256", &EngineSetup::further_parts_sha256});
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

// What a journal record can hold of it (codec.hpp, k_max_nodes).
constexpr Seconds k_longest_sustained{3600};

// What a cold trial finds of its model in the page cache.
enum class PageCache { cold, warm };

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
    bool cold = false;                    // a new engine process, its load measured
    std::optional<PageCache> page_cache;  // of a cold trial; nothing: as it was left
    std::vector<LoadStep> load;
    std::optional<Seconds> sustained;  // the request again and again, for so long

    static constexpr auto fields() {
        return field_list(
            Field{"slot", &TrialSpec::slot}, Field{"setup", &TrialSpec::setup},
            Field{"prompt", &TrialSpec::prompt}, Field{"output_tokens", &TrialSpec::output_tokens},
            Field{"exact_output", &TrialSpec::exact_output}, Field{"seed", &TrialSpec::seed},
            Field{"temperature", &TrialSpec::temperature}, Field{"cold", &TrialSpec::cold},
            Field{"page_cache", &TrialSpec::page_cache}, Field{"load", &TrialSpec::load},
            Field{"sustained_s", &TrialSpec::sustained});
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
