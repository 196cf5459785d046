#pragma once
// Numbers derived from one trial. Nothing means it could not be had; a verdict says why.

#include "host/types/gauge.hpp"
#include "host/types/metric.hpp"
#include "host/types/sustained.hpp"
#include "host/types/verdict_limits.hpp"
#include "protocol/journal.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

struct Latency {
    std::optional<std::int64_t> prompt_tokens;
    std::optional<std::int64_t> output_tokens;
    std::optional<Seconds> load;        // cold trials: process start to ready
    std::optional<Seconds> ttft;        // request sent to first observed token
    std::optional<Seconds> total;       // request sent to last token
    std::optional<double> prefill_tps;  // prompt_tokens / ttft
    std::optional<double>
        decode_tps;  // (tokens after the first event, up to the last) / the time between them
    std::optional<double> engine_prefill_tps;  // the engine's own figures
    std::optional<double> engine_decode_tps;
};

struct MemoryUse {
    std::optional<Bytes64> peak_rss;  // VmHWM
    std::optional<Bytes64> pss;       // smaps_rollup
};

// In true units, by a comparison with an external meter; standard errors with that comparison's
// own.
struct CalibratedEnergy {
    Joules net{0};
    Joules net_se{0};
    Joules gross{0};
    Joules gross_se{0};
    std::int64_t calibration = 0;  // GaugeCalibration::key
};

// What one part of the phone used; the rails are measured apart.
struct RailEnergy {
    std::string rail;  // "subsystem/name"
    std::optional<Joules> gross;
    std::optional<Joules> net;
};

// What a second source says of the same trial.
struct SecondSource {
    std::string source;
    std::optional<Joules> net;
    std::optional<double> disagreement;  // (its net - net) / net
};

struct TrialEnergy {
    std::string method;                 // version of the method, e.g. "padded-integral/1"
    std::string source;                 // of k_power_sources
    std::optional<GaugeProfile> gauge;  // as used
    std::optional<Joules> gross;        // answer: prefill + decode
    std::optional<Joules> net;          // the same above the baseline
    std::optional<Joules> net_se;       // statistical standard error of net
    std::optional<Joules> load_net;     // cold trials
    std::optional<Joules> paper;        // re-enactment of the published method (arXiv 2603.26603)
    std::optional<Watts> mean_power;    // gross / (prefill + decode)
    std::optional<Watts> baseline;      // at the middle of the answer
    std::optional<std::int64_t> refreshes;  // of the gauge, inside the answer
    std::optional<CalibratedEnergy> calibrated;
    std::vector<RailEnergy> rails;  // of source rails only
    std::optional<SecondSource> second;
};

// One attempt at a slot, with everything that is stored about it.
struct Attempt {
    std::string plan_id;
    std::int64_t slot = 0;
    TrialBegin begin;
    TrialEnd end;  // outcome `interrupted` where the journal has none
    Latency latency;
    MemoryUse memory;
    TrialEnergy energy;
    std::map<std::string, double> scores;    // scorer → value in 0..1
    std::vector<Verdict> verdicts;           // all four
    VerdictLimits limits;                    // that they were judged by
    std::vector<SustainedMinute> sustained;  // of a sustained trial

    bool is_valid(Metric metric) const {
        return std::any_of(verdicts.begin(), verdicts.end(), [metric](const Verdict& verdict) {
            return verdict.metric == metric && verdict.valid();
        });
    }
};

}  // namespace edgebench
