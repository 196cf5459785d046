#include "host/run/derive.hpp"

#include "host/energy/energy_doubts.hpp"
#include "host/energy/gauge_profile.hpp"
#include "host/energy/trial_energy.hpp"
#include "host/metrics/latency.hpp"
#include "host/metrics/verdicts.hpp"
#include "host/plan/study.hpp"
#include "host/quality/score.hpp"

namespace edgebench::run {

std::optional<GaugeProfile> provisional_gauge(std::span<const JournalAttempt> attempts) {
    std::vector<TrialEnd> trials;
    for (const auto& attempt : attempts) trials.push_back(attempt.end);
    return provisional_profile(trials).profile;
}

Attempt derive(const Study& study, const TrialSpec& spec, const JournalAttempt& raw,
               const std::optional<GaugeProfile>& gauge, const VerdictLimits& limits) {
    const auto& prompt = study.prompts.prompts.at(slot_at(study, spec.slot).prompt);
    auto energy = trial_energy(raw.end, gauge);
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
