#include "host/run/derive.hpp"

#include "host/energy/energy_doubts.hpp"
#include "host/energy/source_grid.hpp"
#include "host/energy/trial_energy.hpp"
#include "host/metrics/latency.hpp"
#include "host/metrics/verdicts.hpp"
#include "host/plan/study.hpp"
#include "host/quality/score.hpp"
#include "protocol/power_source.hpp"

namespace edgebench::run {

GaugeProfiles gauges_of(std::span<const JournalAttempt> attempts,
                        const std::optional<GaugeProfile>& qualified) {
    std::vector<TrialEnd> trials;
    for (const auto& attempt : attempts) trials.push_back(attempt.end);
    return profiles_of(trials, qualified);
}

bool has_gauge(const JournalAttempt& attempt, const GaugeProfiles& gauges) {
    const auto sources = sources_of(attempt.end);
    return !sources.empty() &&
           (is_accumulator(sources.front()) || gauges.contains(sources.front()));
}

Attempt derive(const Study& study, const TrialSpec& spec, const JournalAttempt& raw,
               const GaugeProfiles& gauges, const VerdictLimits& limits) {
    const auto& prompt = study.prompts.prompts.at(slot_at(study, spec.slot).prompt);
    auto energy = trial_energy(raw.end, gauges);
    for (auto& doubt : energy_doubts(raw.end, energy, limits))
        energy.reasons.push_back(std::move(doubt));
    Attempt attempt;
    attempt.slot = spec.slot;
    attempt.begin = raw.begin;
    attempt.end = raw.end;
    attempt.latency = latency(raw.end);
    attempt.memory = memory_use(raw.end);
    attempt.energy = std::move(energy.energy);
    if (raw.end.outcome == Outcome::finished) attempt.scores = score(raw.end.answer, prompt);
    attempt.verdicts = verdicts(spec, prompt, raw.end, energy.reasons, limits);
    return attempt;
}

}  // namespace edgebench::run
