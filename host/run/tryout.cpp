#include "host/run/tryout.hpp"

#include "host/phone/identity.hpp"
#include "host/plan/host_note.hpp"
#include "host/run/random.hpp"
#include "protocol/error.hpp"

namespace edgebench::run {
namespace {

constexpr std::int32_t k_tokens = 4;
constexpr const char* k_prompt = "Hello";

}  // namespace

EngineTryout tryout_of(const PhoneSide& side) {
    return {side.study.device, side.engine.build};
}

Plan tryout_plan(const PhoneSide& side) {
    Plan plan;
    plan.id = new_plan_id();
    plan.owner = owner_name();
    // Nothing is measured, so nothing is waited for but memory.
    plan.policy.memory_min = side.policy.memory_min;
    plan.policy.load_deadline = side.policy.load_deadline;
    plan.policy.token_deadline = side.policy.token_deadline;
    plan.policy.admit_deadline = plan.policy.idle_before = plan.policy.idle_loaded =
        plan.policy.idle_after = Seconds(0);
    plan.policy.power.clear();
    plan.setups = {side.setup};
    plan.prompts = {PromptInput{k_prompt, {}}};
    TrialSpec trial;
    trial.output_tokens = k_tokens;
    trial.exact_output = true;
    trial.cold = true;
    plan.trials = {trial};
    plan.host_note = encode_tryout_note(tryout_of(side));
    return plan;
}

std::optional<std::string> engine_warning(const EngineTryout& tryout, const EngineCheck& check) {
    const auto engine = tryout.engine.name + " " + tryout.engine.version;
    if (!check.unknown_option.empty()) {
        throw Error(ErrorCode::engine,
                    engine + " on " + tryout.device.serial + " does not know the option " +
                        check.unknown_option,
                    "This version and edgebench do not fit together: choose another --engine "
                    "(`edgebench engines` lists them).");
    }
    if (!check.works()) return engine + " did not answer when it was tried out: " + check.failure;
    if (check.untold.empty()) return std::nullopt;
    std::string names;
    for (const auto& name : check.untold) names += (names.empty() ? "" : ", ") + name;
    return engine + " does not tell " + names + ": unknown in the results of this engine";
}

}  // namespace edgebench::run
