#include "host/report/cell_summary.hpp"

#include "host/report/numbers.hpp"
#include "protocol/enum_names.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench::report {
namespace {

// The value below which a share of the ordered values lies.
double quantile(const std::vector<double>& ordered, double share) {
    const auto place = share * static_cast<double>(ordered.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const auto above = std::min(below + 1, ordered.size() - 1);
    return ordered[below] +
           (place - static_cast<double>(below)) * (ordered[above] - ordered[below]);
}

const Slot& slot_of(const Study& study, const Attempt& attempt) {
    const auto found = std::find_if(study.slots.begin(), study.slots.end(),
                                    [&](const Slot& slot) { return slot.index == attempt.slot; });
    const bool sound = found != study.slots.end() && found->cell < study.cells.size() &&
                       found->prompt < study.prompts.prompts.size();
    if (sound) return *found;
    throw Error(ErrorCode::integrity, "trial " + attempt.begin.trial + " is for slot " +
                                          std::to_string(attempt.slot) +
                                          ", which its study does not have");
}

struct Values {
    std::vector<double> decode, ttft, net, rss;
    std::map<std::string, std::vector<double>> scores;
};

void add(std::vector<double>& values, std::optional<double> value) {
    if (value) values.push_back(*value);
}

void add(Values& values, const Attempt& attempt) {
    if (is_valid(attempt, Metric::latency)) {
        add(values.decode, attempt.latency.decode_tps);
        add(values.ttft, number(attempt.latency.ttft));
    }
    if (is_valid(attempt, Metric::energy)) add(values.net, number(attempt.energy.net));
    if (is_valid(attempt, Metric::memory)) add(values.rss, mebibytes(attempt.memory.peak_rss));
    if (!is_valid(attempt, Metric::quality)) return;
    for (const auto& [scorer, score] : attempt.scores) values.scores[scorer].push_back(score);
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const auto value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

}  // namespace

Spread spread_of(std::vector<double> values) {
    constexpr std::size_t k_least_for_quartiles = 4;
    Spread spread;
    spread.n = values.size();
    if (values.empty()) return spread;
    std::sort(values.begin(), values.end());
    spread.median = quantile(values, 0.5);
    if (values.size() >= k_least_for_quartiles) {
        spread.quartile_range = quantile(values, 0.75) - quantile(values, 0.25);
    }
    return spread;
}

bool is_valid(const Attempt& attempt, Metric metric) {
    return std::any_of(attempt.verdicts.begin(), attempt.verdicts.end(),
                       [&](const Verdict& v) { return v.metric == metric && v.valid(); });
}

const Cell& cell_of(const Study& study, const Attempt& attempt) {
    return study.cells[slot_of(study, attempt).cell];
}

const Prompt& prompt_of(const Study& study, const Attempt& attempt) {
    return study.prompts.prompts[slot_of(study, attempt).prompt];
}

std::string start_of(const Cell& cell) {
    const std::string start = cell.cold ? "cold" : "warm";
    if (!cell.page_cache) return start;
    return start + ", page cache " + std::string(name_of(*cell.page_cache));
}

CellSummary summarise(const Study& study, const Cell& cell, std::span<const Attempt> attempts) {
    CellSummary summary;
    Values values;
    for (const auto& attempt : attempts) {
        if (&cell_of(study, attempt) != &cell) continue;
        ++summary.attempts;
        if (attempt.end.outcome == Outcome::finished) ++summary.finished;
        add(values, attempt);
    }
    summary.decode_tps = spread_of(values.decode);
    summary.ttft_s = spread_of(values.ttft);
    summary.energy_net_j = spread_of(values.net);
    summary.peak_rss_mib = spread_of(values.rss);
    for (const auto& [scorer, scores] : values.scores) summary.quality[scorer] = mean(scores);
    return summary;
}

}  // namespace edgebench::report
