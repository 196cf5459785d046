#include "tests/bench/energy_accuracy/cell.hpp"

#include "host/energy/energy_doubts.hpp"
#include "host/energy/gauge_profile.hpp"
#include "host/energy/trial_energy.hpp"

#include <algorithm>

namespace edgebench::bench {
namespace {

constexpr int k_answers_for_gauge = 10;
constexpr double k_tokens_per_s = 10;

}  // namespace

Kernel true_kernel(const Conditions& conditions) {
    if (conditions.kind == GaugeKind::mean) return Kernel::mean;
    if (conditions.kind == GaugeKind::instant) return Kernel::instant;
    if (conditions.kind == GaugeKind::first_order) return Kernel::first_order;
    return Kernel::undetermined;
}

double idle_needed_s(const Conditions& c) {
    const bool filters = c.kind == GaugeKind::first_order || c.kind == GaugeKind::filtered_mean;
    const double memory = 5 * (filters ? std::max(c.refresh_s, c.filter_constant_s) : c.refresh_s);
    return (memory + std::max(5.0, 10 * c.refresh_s)) * 1.05;  // a window's length varies
}

CellRun::CellRun(Conditions conditions, Kernel assumed, std::uint64_t seed)
    : conditions_(std::move(conditions)), assumed_(assumed), random_(seed) {}

void CellRun::find_gauge() {
    std::vector<TrialEnd> ends;
    for (const auto& answer : answers_) {
        if (ends.size() < k_answers_for_gauge) ends.push_back(answer.end);
    }
    gauge_ = provisional_profile(ends).profile;
    if (!gauge_) return;
    gauge_->kernel = assumed_;
    if (assumed_ == Kernel::first_order) {
        gauge_->filter_constant = Seconds(conditions_.filter_constant_s);
    }
}

void CellRun::add_answers(int count) {
    for (int i = 0; i < count; ++i) {
        answers_.push_back(simulate_answer(conditions_, answers_.size(), random_));
    }
    if (!gauge_) find_gauge();
    for (std::size_t i = attempts_.size(); i < answers_.size(); ++i) {
        const auto& answer = answers_[i];
        auto result = trial_energy(answer.end, gauge_);
        for (auto& doubt : energy_doubts(answer.end, result, VerdictLimits())) {
            result.reasons.push_back(std::move(doubt));
            result.energy.net.reset();
        }
        for (auto& reason : result.reasons) reasons_.push_back(std::move(reason));
        auto& attempt = attempts_.emplace_back();
        attempt.begin.trial = answer.end.trial;
        attempt.end = answer.end;
        attempt.energy = std::move(result.energy);
        attempt.latency.prompt_tokens =
            1 + static_cast<int>(k_tokens_per_s * answer.prefill.length_s);
        attempt.latency.output_tokens =
            2 + static_cast<int>(k_tokens_per_s * answer.decode.length_s);
    }
}

MeasuredCell CellRun::measure(Looks looks) const {
    MeasuredCell result;
    result.reasons = reasons_;
    std::vector<CountedTrial> counted;
    for (std::size_t i = 0; i < attempts_.size(); ++i) {
        if (!attempts_[i].energy.net) continue;
        counted.push_back({"prompt-" + std::to_string(answers_[i].prompt), &attempts_[i]});
        result.truth.net_j += answers_[i].net_j();
        result.truth.prefill_j += answers_[i].prefill.net_j;
        result.truth.decode_j += answers_[i].decode.net_j;
        result.truth.gross_j += answers_[i].gross_j();
    }
    const auto count = static_cast<double>(std::max<std::size_t>(counted.size(), 1));
    for (double* sum : {&result.truth.net_j, &result.truth.prefill_j, &result.truth.decode_j,
                        &result.truth.gross_j}) {
        *sum /= count;
    }
    result.truth.expected_net_j = expected_net_j(conditions_);
    CellSettings settings;
    settings.looks = looks;
    result.energy = cell_energy(counted, settings);
    return result;
}

}  // namespace edgebench::bench
