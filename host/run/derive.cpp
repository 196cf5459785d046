#include "host/run/derive.hpp"

#include "host/energy/energy_doubts.hpp"
#include "host/energy/mean_power.hpp"
#include "host/energy/source_grid.hpp"
#include "host/energy/trial_energy.hpp"
#include "host/metrics/backend_use.hpp"
#include "host/metrics/latency.hpp"
#include "host/metrics/sustained.hpp"
#include "host/metrics/verdicts.hpp"
#include "host/plan/study.hpp"
#include "host/quality/score.hpp"

namespace edgebench::run {
namespace {

constexpr const char* k_sustained_method = "sustained-power/1";

void derive_sustained(Attempt& attempt, const TrialEnd& trial, const GaugeProfiles& gauges) {
    const auto span = sustained_span(trial);
    const MeanPower power(trial, gauges);
    attempt.energy.method = k_sustained_method;
    attempt.energy.source = power.source();
    attempt.energy.gauge = power.gauge();
    const auto whole = latency(trial);
    attempt.latency.prompt_tokens = whole.prompt_tokens;
    attempt.latency.output_tokens = whole.output_tokens;
    attempt.latency.engine_prefill_tps = whole.engine_prefill_tps;
    attempt.latency.engine_decode_tps = whole.engine_decode_tps;
    if (!span) return;
    attempt.latency.decode_tps = decode_speed(trial, span->begin, span->end);
    attempt.energy.mean_power = power.between(span->begin, span->end);
    attempt.sustained = sustained_minutes(trial);
    for (auto& minute : attempt.sustained) {
        const auto begin = later(span->begin, minute.begin);
        minute.power = power.between(begin, later(begin, minute.duration));
    }
}

// Numbers of another processor than was asked for are no answer to the question.
void require_backend(Attempt& attempt, const EngineSettings& asked) {
    if (attempt.end.outcome != Outcome::finished) return;
    const auto reasons = backend_reasons(asked, attempt.end.engine);
    for (auto& verdict : attempt.verdicts) {
        verdict.reasons.insert(verdict.reasons.begin(), reasons.begin(), reasons.end());
    }
}

}  // namespace

GaugeProfiles gauges_of(std::span<const JournalAttempt> attempts,
                        const std::optional<GaugeProfile>& qualified) {
    std::vector<TrialEnd> trials;
    for (const auto& attempt : attempts) trials.push_back(attempt.end);
    return profiles_of(trials, qualified);
}

bool has_gauge(const JournalAttempt& attempt, const GaugeProfiles& gauges) {
    const auto sources = sources_of(attempt.end);
    return !sources.empty() && profile_for(sources.front(), gauges).has_value();
}

Attempt derive(const Study& study, const TrialSpec& spec, const JournalAttempt& raw,
               const GaugeProfiles& gauges, const VerdictLimits& limits) {
    const auto& slot = slot_at(study, spec.slot);
    const auto& prompt = study.prompts.prompts.at(slot.prompt);
    const auto& settings = study.cells.at(slot.cell).engine_settings;
    Attempt attempt;
    attempt.slot = spec.slot;
    attempt.begin = raw.begin;
    attempt.end = raw.end;
    attempt.limits = limits;
    attempt.memory = memory_use(raw.end);
    if (spec.sustained) {
        derive_sustained(attempt, raw.end, gauges);
        const std::vector<std::string> no_energy{"sustained"};
        attempt.verdicts = verdicts(spec, prompt, raw.end, no_energy, limits);
        require_backend(attempt, settings);
        return attempt;
    }
    auto energy = trial_energy(raw.end, gauges);
    for (auto& doubt : energy_doubts(raw.end, energy, limits))
        energy.reasons.push_back(std::move(doubt));
    attempt.latency = latency(raw.end);
    attempt.energy = std::move(energy.energy);
    if (raw.end.outcome == Outcome::finished) attempt.scores = score(raw.end.answer, prompt);
    attempt.verdicts = verdicts(spec, prompt, raw.end, energy.reasons, limits);
    require_backend(attempt, settings);
    return attempt;
}

}  // namespace edgebench::run
