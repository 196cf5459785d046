#pragma once
// What a trial is judged by, and the judgement: each metric is valid by itself, or says why not.

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace edgebench {

enum class Metric { latency, energy, quality, memory };

constexpr std::array<std::pair<Metric, std::string_view>, 4> k_metric_names{
    {{Metric::latency, "latency"},
     {Metric::energy, "energy"},
     {Metric::quality, "quality"},
     {Metric::memory, "memory"}}};

struct Verdict {
    Metric metric = Metric::latency;
    std::vector<std::string> reasons;  // short and stable, e.g. "charging"; empty means valid
    bool valid() const { return reasons.empty(); }
};

}  // namespace edgebench
