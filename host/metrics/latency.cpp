#include "host/metrics/latency.hpp"

#include <algorithm>

namespace edgebench {
namespace {

std::optional<double> per_second(double count, Seconds time) {
    if (time <= Seconds(0)) return std::nullopt;
    return count / time.value();
}

std::optional<double> engine_rate(std::optional<std::int64_t> tokens, std::optional<double> ms) {
    if (!tokens || !ms) return std::nullopt;
    return per_second(static_cast<double>(*tokens), Seconds(*ms * 1e-3));
}

// Tokens that arrived with the first event were not made in the time after it.
std::optional<double> decode_rate(const TokenTimes& seen) {
    if (seen.time_ns.size() < 2 || seen.tokens.size() != seen.time_ns.size()) return std::nullopt;
    return per_second(
        seen.tokens.back() - seen.tokens.front(),
        seconds_between(DeviceTime(seen.time_ns.front()), DeviceTime(seen.time_ns.back())));
}

}  // namespace

const Phase* find_phase(const TrialEnd& trial, std::string_view name) {
    const auto found = std::find_if(trial.phases.begin(), trial.phases.end(),
                                    [name](const Phase& phase) { return phase.name == name; });
    return found == trial.phases.end() ? nullptr : &*found;
}

Latency latency(const TrialEnd& trial) {
    Latency result;
    result.prompt_tokens = trial.timings.prompt_tokens;
    result.output_tokens = trial.timings.output_tokens;
    result.engine_prefill_tps = engine_rate(trial.timings.prompt_tokens, trial.timings.prompt_ms);
    result.engine_decode_tps = engine_rate(trial.timings.output_tokens, trial.timings.output_ms);
    result.decode_tps = decode_rate(trial.token_times);
    if (const auto* load = find_phase(trial, "load")) {
        result.load = seconds_between(load->begin, load->end);
    }
    const auto* prefill = find_phase(trial, "prefill");
    const auto& times = trial.token_times.time_ns;
    if (prefill == nullptr || times.empty()) return result;
    result.ttft = seconds_between(prefill->begin, DeviceTime(times.front()));
    result.total = seconds_between(prefill->begin, DeviceTime(times.back()));
    if (result.prompt_tokens) {
        result.prefill_tps = per_second(static_cast<double>(*result.prompt_tokens), *result.ttft);
    }
    return result;
}

MemoryUse memory_use(const TrialEnd& trial) {
    return {.peak_rss = trial.memory.peak_rss, .pss = trial.memory.pss};
}

}  // namespace edgebench
