#include "protocol/plan.hpp"

#include "protocol/bytes.hpp"
#include "protocol/error.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

constexpr Seconds k_longest_wait{24 * 3600};
constexpr std::int32_t k_most_output_tokens = 1'000'000;
constexpr std::int32_t k_most_load_threads = 64;

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::protocol, "the plan " + what);
}

void check_duration(Seconds value, const char* name) {
    if (!std::isfinite(value.value()) || value < Seconds(0) || value > k_longest_wait) {
        refuse(std::string("has an impossible ") + name + ": " + std::to_string(value.value()) +
               " s");
    }
}

// A name below the engine's folder: no absolute path, no "..", nothing empty.
bool is_relative_name(const std::string& name) {
    return !name.empty() && name.front() != '/' && name.find("..") == std::string::npos &&
           name.find('\0') == std::string::npos;
}

void check_power(const std::vector<std::string>& sources) {
    if (sources.size() > k_most_power_sources) refuse("reads more than two power sources");
    for (const auto& source : sources) {
        if (std::find(k_power_sources.begin(), k_power_sources.end(), source) ==
            k_power_sources.end()) {
            refuse("names the unknown power source '" + source + "'");
        }
    }
}

void check_load(const std::vector<LoadStep>& steps) {
    Seconds total{0};
    for (const auto& step : steps) {
        check_duration(step.duration, "load step");
        if (step.threads < 0 || step.threads > k_most_load_threads) {
            refuse("has a load step of " + std::to_string(step.threads) + " threads");
        }
        total = total + step.duration;
    }
    check_duration(total, "load block");
}

void check_sustained(const TrialSpec& trial) {
    if (trial.cold) refuse("has a sustained trial that is cold");
    if (!(*trial.sustained > Seconds(0)) || *trial.sustained > k_longest_sustained) {
        refuse("has a sustained trial of " + std::to_string(trial.sustained->value()) + " s");
    }
}

}  // namespace

void validate(const Plan& plan, const std::vector<TrialSpec>& trials) {
    for (const auto& trial : trials) {
        if (!trial.load.empty()) {
            check_load(trial.load);
            continue;
        }
        if (trial.setup >= plan.setups.size()) refuse("has a trial without an engine set-up");
        if (trial.prompt >= plan.prompts.size()) refuse("has a trial without a prompt");
        if (trial.output_tokens < 1 || trial.output_tokens > k_most_output_tokens) {
            refuse("asks for " + std::to_string(trial.output_tokens) + " output tokens");
        }
        if (trial.sustained) check_sustained(trial);
        if (trial.page_cache && !trial.cold) refuse("wants a page cache for a trial that is warm");
        if (!std::isfinite(trial.temperature)) refuse("has a trial with an impossible temperature");
    }
}

void validate(const Plan& plan) {
    if (!is_plan_id(plan.id)) refuse("has an id that is not 32 hexadecimal digits");
    for (const auto& setup : plan.setups) {
        if (!is_sha256_hex(setup.engine_id)) refuse("names an engine that is not a SHA-256");
        if (!is_sha256_hex(setup.model_sha256) ||
            !std::all_of(setup.further_parts_sha256.begin(), setup.further_parts_sha256.end(),
                         is_sha256_hex)) {
            refuse("names a model that is not a SHA-256");
        }
        if (!is_relative_name(setup.executable))
            refuse("has an engine executable outside its folder");
    }
    const auto& policy = plan.policy;
    check_duration(policy.admit_deadline, "admission deadline");
    check_duration(policy.idle_before, "idle window");
    check_duration(policy.idle_loaded, "idle window");
    check_duration(policy.idle_after, "idle window");
    check_duration(policy.load_deadline, "load deadline");
    check_duration(policy.trial_deadline, "trial deadline");
    check_duration(policy.sample_period, "sample period");
    if (policy.sample_period < Seconds(0.001)) refuse("samples more than 1,000 times a second");
    check_power(policy.power);
    validate(plan, plan.trials);
}

}  // namespace edgebench
