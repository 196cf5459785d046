#include "host/metrics/verdicts.hpp"

#include "host/metrics/latency.hpp"
#include "host/metrics/throttling.hpp"

#include <algorithm>

namespace edgebench {
namespace {

using Reasons = std::vector<std::string>;

// What ends every judgement: the trial gave no whole answer.
Reasons outcome_reasons(Outcome outcome) {
    switch (outcome) {
        case Outcome::finished:
            return {};
        case Outcome::failed:
            return {"failed"};
        case Outcome::not_admitted:
            return {"not admitted"};
        case Outcome::cancelled:
            return {"cancelled"};
        case Outcome::interrupted:
            return {"interrupted"};
    }
    return {};
}

bool is_truncated(const TrialSpec& spec, const TrialEnd& trial) {
    if (trial.finish_reason == "context") return true;
    const auto tokens = trial.timings.output_tokens;
    return spec.exact_output && tokens && *tokens < spec.output_tokens;
}

// A page cache that is asked for is there if so much of the model's file is out of it, or in it.
constexpr double k_page_cache_share = 0.99;

const char* page_cache_reason(const TrialSpec& spec, const TrialEnd& trial) {
    if (!spec.page_cache) return nullptr;
    const auto& resident = trial.page_cache_resident_share;
    if (*spec.page_cache == PageCache::cold) {
        return resident && 1 - *resident >= k_page_cache_share ? nullptr : "page cache not cold";
    }
    return resident && *resident >= k_page_cache_share ? nullptr : "page cache not warm";
}

// What spoils measuring in time, be it latency or energy.
Reasons window_reasons(const TrialSpec& spec, const TrialEnd& trial, const VerdictLimits& limits) {
    Reasons reasons;
    if (!spec.sustained && is_truncated(spec, trial)) reasons.push_back("truncated");
    if (const auto* reason = page_cache_reason(spec, trial)) reasons.emplace_back(reason);
    if (trial.disturbances > 0) reasons.push_back("disturbed");
    if (seconds_between(DeviceTime(0), DeviceTime(trial.suspended_ns)) > limits.suspended) {
        reasons.push_back("suspended");
    }
    // How far a phone is throttled is what a sustained trial shows.
    if (!spec.sustained && is_throttled(trial, limits)) reasons.push_back("throttled");
    return reasons;
}

Reasons latency_reasons(Reasons reasons, const TrialSpec& spec, const TrialEnd& trial) {
    if (spec.sustained) {
        if (trial.token_times.tokens.empty()) reasons.push_back("no token observed");
        return reasons;
    }
    const auto measured = latency(trial);
    if (!measured.prompt_tokens || !measured.output_tokens) {
        reasons.push_back("token counts missing");
    }
    if (!measured.ttft) reasons.push_back("no token observed");
    return reasons;
}

Reasons with_reasons(Reasons reasons, std::span<const std::string> from_energy) {
    for (const auto& reason : from_energy) {
        if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
            reasons.push_back(reason);
        }
    }
    return reasons;
}

Reasons quality_reasons(const TrialSpec& spec, const Prompt& prompt, const TrialEnd& trial) {
    if (spec.sustained) return {"sustained"};
    Reasons reasons;
    if (!prompt.reference || prompt.scorers.empty()) reasons.push_back("no reference");
    if (is_truncated(spec, trial)) reasons.push_back("truncated");
    return reasons;
}

Reasons memory_reasons(const TrialEnd& trial) {
    return trial.memory.peak_rss ? Reasons{} : Reasons{"memory unreadable"};
}

}  // namespace

std::vector<Verdict> verdicts(const TrialSpec& spec, const Prompt& prompt, const TrialEnd& trial,
                              std::span<const std::string> energy_reasons,
                              const VerdictLimits& limits) {
    if (auto reasons = outcome_reasons(trial.outcome); !reasons.empty()) {
        std::vector<Verdict> all;
        for (const auto& [metric, name] : k_metric_names) all.push_back({metric, reasons});
        return all;
    }
    const auto window = window_reasons(spec, trial, limits);
    return {{Metric::latency, latency_reasons(window, spec, trial)},
            {Metric::energy, with_reasons(window, energy_reasons)},
            {Metric::quality, quality_reasons(spec, prompt, trial)},
            {Metric::memory, memory_reasons(trial)}};
}

}  // namespace edgebench
