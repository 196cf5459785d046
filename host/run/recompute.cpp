#include "host/run/recompute.hpp"

#include "host/config/verdict_config.hpp"
#include "host/energy/calibration.hpp"
#include "host/plan/study.hpp"
#include "host/run/cell_energies.hpp"
#include "host/run/derive.hpp"
#include "host/store/database.hpp"
#include "protocol/enum_names.hpp"

#include <array>
#include <charconv>
#include <map>
#include <set>

namespace edgebench::run {
namespace {

constexpr const char* k_nothing = "–";

// The shortest text that is this very number.
std::string text_of(std::optional<double> value) {
    if (!value) return k_nothing;
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *value).ptr;
    return {digits.data(), end};
}

template <class Tag>
std::string text_of(std::optional<Quantity<Tag, double>> value) {
    return text_of(value ? std::optional(value->value()) : std::nullopt);
}

std::string text_of(const Verdict& verdict) {
    std::string text;
    for (const auto& reason : verdict.reasons) text += (text.empty() ? "" : "; ") + reason;
    return text.empty() ? "valid" : text;
}

// Everything derived that a reader could miss a change of.
std::map<std::string, std::string> figures(const Attempt& attempt) {
    const auto& energy = attempt.energy;
    const auto& latency = attempt.latency;
    std::map<std::string, std::string> figures = {
        {"energy_method", energy.method},
        {"energy_gross_j", text_of(energy.gross)},
        {"energy_net_j", text_of(energy.net)},
        {"energy_net_se_j", text_of(energy.net_se)},
        {"energy_load_net_j", text_of(energy.load_net)},
        {"energy_paper_j", text_of(energy.paper)},
        {"baseline_w", text_of(energy.baseline)},
        {"ttft_s", text_of(latency.ttft)},
        {"prefill_tps", text_of(latency.prefill_tps)},
        {"decode_tps", text_of(latency.decode_tps)},
    };
    if (const auto& calibrated = energy.calibrated) {
        figures["energy_net_calibrated_j"] = text_of(std::optional(calibrated->net));
        figures["energy_net_calibrated_se_j"] = text_of(std::optional(calibrated->net_se));
    }
    for (const auto& [scorer, value] : attempt.scores) figures[scorer] = text_of(value);
    for (std::size_t i = 0; i < attempt.sustained.size(); ++i) {
        const auto where = " of minute " + std::to_string(i);
        figures["decode_tps" + where] = text_of(attempt.sustained[i].decode);
        figures["mean_power_w" + where] = text_of(attempt.sustained[i].power);
    }
    for (const auto& verdict : attempt.verdicts) {
        for (const auto& [metric, name] : k_metric_names) {
            if (metric == verdict.metric)
                figures[std::string(name) + " verdict"] = text_of(verdict);
        }
    }
    return figures;
}

std::vector<Change> differences(const Attempt& before, const Attempt& after) {
    auto old = figures(before);
    auto fresh = figures(after);
    for (const auto& [name, value] : fresh) old.try_emplace(name, k_nothing);
    std::vector<Change> changes;
    for (const auto& [name, value] : old) {
        const auto now = fresh.try_emplace(name, k_nothing).first->second;
        if (now != value) changes.push_back({before.begin.trial, name, value, now});
    }
    return changes;
}

class Recomputing {
  public:
    explicit Recomputing(store::Database& database)
        : database_(database), limits_(load_verdict_limits(Paths::of_this_process())) {}

    void plan(const store::SelectedPlan& plan) {
        const auto study = database_.load_study(plan.study_id).value();
        std::vector<Attempt> stored;
        std::vector<JournalAttempt> raw;
        for (const auto& trial : plan.trials) {
            stored.push_back(database_.load_attempt(trial));
            raw.push_back({stored.back().begin, stored.back().end});
        }
        const auto gauges = gauges_of(raw, database_.qualified_gauge(study.device));
        calibrations_ = database_.calibrations(study.device);
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (plan.selected.contains(plan.trials[i])) attempt(study, stored[i], raw[i], gauges);
        }
    }

    Recomputed result;

  private:
    void attempt(const Study& study, const Attempt& stored, const JournalAttempt& raw,
                 const GaugeProfiles& gauges) {
        const auto spec = trial_specs(study, std::array{stored.slot}).front();
        auto fresh = derive(study, spec, raw, gauges, limits_);
        fresh.energy.calibrated = calibrated_energy(fresh.energy, calibrations_);
        fresh.plan_id = stored.plan_id;
        ++result.trials;
        const auto changes = differences(stored, fresh);
        if (changes.empty()) return;
        ++result.changed;
        database_.record_evaluation(study, fresh);
        result.changes.insert(result.changes.end(), changes.begin(), changes.end());
    }

    store::Database& database_;
    VerdictLimits limits_;
    GaugeCalibrations calibrations_;  // of the plan's device
};

}  // namespace

Recomputed recompute(const std::filesystem::path& file, const store::TrialSelection& which,
                     const std::optional<std::filesystem::path>& meter) {
    store::Database database(file);
    Recomputing recomputing(database);
    if (meter) recomputing.result.meter = import_meter(database, *meter, which);
    std::set<std::string> studies;
    for (const auto& plan : database.select_trials(which)) {
        recomputing.plan(plan);
        studies.insert(plan.study_id);
    }
    for (const auto& study : studies) update_cell_energies(database, study);
    database.close();
    return std::move(recomputing.result);
}

}  // namespace edgebench::run
