#include "host/metrics/throttling.hpp"

#include "host/metrics/latency.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace edgebench {
namespace {

constexpr std::size_t k_parts = 4;  // of the decoding, by tokens
constexpr std::int32_t k_fewest_tokens = 40;

bool is_hot(const TrialEnd& trial, std::int64_t status) {
    return std::ranges::any_of(trial.thermal, [status](const ThermalSample& sample) {
        return !sample.overridden && sample.status.value_or(0) >= status;
    });
}

// Nothing for an answer without a token.
std::optional<Phase> answer_of(const TrialEnd& trial) {
    const auto* prefill = find_phase(trial, "prefill");
    if (prefill == nullptr) return std::nullopt;
    const auto* decode = find_phase(trial, "decode");
    return Phase{"answer", prefill->begin, decode == nullptr ? prefill->end : decode->end};
}

// Below the highest that it was up to the answer's end.
bool cap_fell(const CpuFrequency& cpu, const Phase& answer, double share) {
    std::int64_t highest = 0;
    bool fell = false;
    for (std::size_t i = 0; i < cpu.time_ns.size(); ++i) {
        const DeviceTime time(cpu.time_ns[i]);
        if (!cpu.cap_khz[i] || time > answer.end) continue;
        highest = std::max(highest, *cpu.cap_khz[i]);
        const double lowest_allowed = (1 - share) * static_cast<double>(highest);
        fell =
            fell || (time >= answer.begin && static_cast<double>(*cpu.cap_khz[i]) < lowest_allowed);
    }
    return fell;
}

struct Part {
    DeviceTime begin;
    DeviceTime end;
    double tokens_per_s = 0;
};

// Of equally many events each; nothing for an answer too short to tell.
std::optional<std::array<Part, k_parts>> parts_of(const TokenTimes& seen) {
    const auto events = seen.time_ns.size();
    if (events != seen.tokens.size() || events <= k_parts ||
        seen.tokens.back() - seen.tokens.front() < k_fewest_tokens) {
        return std::nullopt;
    }
    std::array<Part, k_parts> parts;
    for (std::size_t part = 0; part < k_parts; ++part) {
        const auto first = part * (events - 1) / k_parts,
                   last = (part + 1) * (events - 1) / k_parts;
        parts[part].begin = DeviceTime(seen.time_ns[first]);
        parts[part].end = DeviceTime(seen.time_ns[last]);
        const auto time = seconds_between(parts[part].begin, parts[part].end);
        if (time <= Seconds(0)) return std::nullopt;
        parts[part].tokens_per_s = (seen.tokens[last] - seen.tokens[first]) / time.value();
    }
    return parts;
}

bool slows_steadily(const std::array<Part, k_parts>& parts, double share) {
    return std::ranges::is_sorted(parts, std::ranges::greater(), &Part::tokens_per_s) &&
           parts.back().tokens_per_s < (1 - share) * parts.front().tokens_per_s;
}

std::optional<double> mean_clock(const CpuFrequency& cpu, const Part& part) {
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < cpu.time_ns.size(); ++i) {
        const DeviceTime time(cpu.time_ns[i]);
        if (!cpu.current_khz[i] || time < part.begin || time > part.end) continue;
        sum += static_cast<double>(*cpu.current_khz[i]);
        ++count;
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

// True too where no clock can be read.
bool clocks_may_have_fallen(const TrialEnd& trial, const std::array<Part, k_parts>& parts,
                            double share) {
    bool readable = false;
    for (const auto& cpu : trial.cpu) {
        const auto first = mean_clock(cpu, parts.front()), last = mean_clock(cpu, parts.back());
        if (!first || !last) continue;
        readable = true;
        if (*last < (1 - share) * *first) return true;
    }
    return !readable;
}

}  // namespace

bool is_throttled(const TrialEnd& trial, const VerdictLimits& limits) {
    if (is_hot(trial, limits.throttled_status)) return true;
    const auto answer = answer_of(trial);
    if (!answer) return false;
    const bool capped = std::ranges::any_of(trial.cpu, [&](const CpuFrequency& cpu) {
        return cap_fell(cpu, *answer, limits.throttled_cap_share);
    });
    if (capped) return true;
    const auto parts = parts_of(trial.token_times);
    return parts && slows_steadily(*parts, limits.throttled_decode_share) &&
           clocks_may_have_fallen(trial, *parts, limits.throttled_cap_share);
}

}  // namespace edgebench
