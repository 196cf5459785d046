#include "host/metrics/verdicts.hpp"

#include "host/metrics/latency.hpp"

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

// What spoils measuring in time, be it latency or energy.
Reasons window_reasons(const TrialSpec& spec, const TrialEnd& trial) {
    Reasons reasons;
    if (is_truncated(spec, trial)) reasons.push_back("truncated");
    if (trial.disturbances > 0) reasons.push_back("disturbed");
    if (trial.suspended_ns > 0) reasons.push_back("suspended");
    return reasons;
}

Reasons latency_reasons(const TrialSpec& spec, const TrialEnd& trial) {
    auto reasons = window_reasons(spec, trial);
    const auto measured = latency(trial);
    if (!measured.prompt_tokens || !measured.output_tokens) {
        reasons.push_back("token counts missing");
    }
    if (!measured.ttft) reasons.push_back("no token observed");
    return reasons;
}

Reasons energy_reasons_of(const TrialSpec& spec, const TrialEnd& trial,
                          std::span<const std::string> from_energy) {
    auto reasons = window_reasons(spec, trial);
    for (const auto& reason : from_energy) {
        if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
            reasons.push_back(reason);
        }
    }
    return reasons;
}

Reasons quality_reasons(const TrialSpec& spec, const Prompt& prompt, const TrialEnd& trial) {
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
                              std::span<const std::string> energy_reasons) {
    if (auto reasons = outcome_reasons(trial.outcome); !reasons.empty()) {
        std::vector<Verdict> all;
        for (const auto& [metric, name] : k_metric_names) all.push_back({metric, reasons});
        return all;
    }
    return {{Metric::latency, latency_reasons(spec, trial)},
            {Metric::energy, energy_reasons_of(spec, trial, energy_reasons)},
            {Metric::quality, quality_reasons(spec, prompt, trial)},
            {Metric::memory, memory_reasons(trial)}};
}

}  // namespace edgebench
