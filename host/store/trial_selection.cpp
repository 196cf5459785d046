#include "host/store/trial_selection.hpp"

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/sql.hpp"

namespace edgebench::store {
namespace {

std::vector<SelectedPlan> by_plan(Sql& rows) {
    std::vector<SelectedPlan> plans;
    while (rows.step()) {
        const auto plan = rows.next<std::string>();
        const auto study = rows.next<std::string>();
        const auto trial = rows.next<std::string>();
        if (plans.empty() || plans.back().plan_id != plan) plans.push_back({plan, study, {}, {}});
        plans.back().trials.push_back(trial);
        if (rows.next<bool>()) plans.back().selected.insert(trial);
    }
    std::erase_if(plans, [](const SelectedPlan& plan) { return plan.selected.empty(); });
    return plans;
}

}  // namespace

std::vector<SelectedPlan> Database::select_trials(const TrialSelection& which) {
    return guarded(file_, [&] {
        auto study = which.study;
        if (study == "last") {
            study = find<std::string>(*sqlite_,
                                      "SELECT study FROM attempts JOIN attempt USING (trial) "
                                      "ORDER BY attempt_id DESC LIMIT 1");
        }
        auto trial = which.trial;
        if (trial) trial = this->trial(*trial).attempt.begin.trial;
        Sql rows(*sqlite_,
                 "SELECT plan, study, trial, (?1 IS NULL OR trial = ?1) AND "
                 "(?2 IS NULL OR started_at >= ?2) AS selected FROM attempts JOIN attempt "
                 "USING (trial) WHERE (?3 IS NULL OR study = ?3) ORDER BY plan_id, attempt_id",
                 trial, which.since, study);
        auto plans = by_plan(rows);
        if (plans.empty()) {
            throw Error(ErrorCode::usage, "no stored trial is selected",
                        "`edgebench query \"SELECT trial, study, started_at FROM attempts\"` "
                        "lists them");
        }
        return plans;
    });
}

}  // namespace edgebench::store
