// What a study still lacks, and a trial with the names of everything it rests on.

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/sql.hpp"

#include <algorithm>
#include <stdexcept>

namespace edgebench::store {
namespace {

std::string resolve(SQLite::Database& database, const std::string& reference) {
    if (reference == "last") {
        const auto last = find<std::string>(
            database, "SELECT trial FROM attempt ORDER BY attempt_id DESC LIMIT 1");
        if (last) return *last;
        throw Error(ErrorCode::usage, "no trial is stored yet", "`edgebench run` makes some");
    }
    // A UUID has no character behind 'f'.
    Sql rows(database, "SELECT trial FROM attempt WHERE trial BETWEEN ?1 AND ?1 || 'g' LIMIT 2",
             reference);
    if (reference.empty() || !rows.step())
        throw Error(ErrorCode::usage, "there is no trial '" + reference + "'",
                    "`edgebench query \"SELECT trial, started_at, model FROM attempts\"` lists "
                    "them");
    const auto trial = rows.next<std::string>();
    if (rows.step())
        throw Error(ErrorCode::usage, "several trials begin with '" + reference + "'",
                    "give more of its digits");
    return trial;
}

// Everything but the attempt itself.
StoredTrial describe(const Study& study, std::int64_t slot_index) {
    const auto slot = std::ranges::find(study.slots, slot_index, &Slot::index);
    if (slot == study.slots.end())
        throw Error(ErrorCode::internal, "study " + study.id + " lost a slot");
    const Cell& cell = study.cells.at(slot->cell);
    StoredTrial trial;
    trial.study_id = study.id;
    trial.study_name = study.name;
    trial.device = study.device;
    trial.model = cell.model;
    trial.engine = cell.engine;
    trial.engine_settings = cell.engine_settings;
    trial.generation = cell.generation;
    trial.cold = cell.cold;
    trial.prompt_set = study.prompts.name;
    trial.prompt = study.prompts.prompts.at(slot->prompt);
    trial.repetition = slot->repetition;
    return trial;
}

}  // namespace

StoredTrial Database::trial(std::string_view reference) {
    return guarded(file_, [&] {
        const auto uuid = resolve(*sqlite_, std::string(reference));
        Sql row(*sqlite_, "SELECT study, slot, counted, started_at FROM attempts WHERE trial = ?",
                uuid);
        row.step();
        const auto study = row.next<std::string>();
        auto trial = describe(load_study(study).value(), row.next<std::int64_t>());
        row.read(trial.counted);
        row.read(trial.started_at);
        trial.attempt = load_attempt(uuid);
        return trial;
    });
}

std::optional<std::string> Database::find_unfinished_study(const std::string& settings_sha256,
                                                           const DeviceIdentity& device) {
    return guarded(file_, [&] {
        return find<std::string>(
            *sqlite_,
            "SELECT study.id FROM study JOIN device_build USING (device_build_id) "
            "JOIN device USING (device_id) WHERE settings_sha256 = ? AND serial = ? "
            "AND device.id = ? AND (EXISTS (SELECT 1 FROM slot "
            "WHERE slot.study_id = study.study_id AND filled_by IS NULL) "
            "OR precision_goal_percent IS NOT NULL AND EXISTS (SELECT 1 FROM cell "
            "WHERE cell.study_id = study.study_id "
            "AND (stopped IS NULL OR stopped = 'out_of_time'))) "
            "ORDER BY study_id DESC LIMIT 1",
            settings_sha256, device.serial, device.id);
    });
}

std::set<std::int64_t> Database::filled_slots(const std::string& study_id) {
    return guarded(file_, [&] {
        std::set<std::int64_t> slots;
        Sql rows(*sqlite_,
                 "SELECT slot_index FROM slot JOIN study USING (study_id) "
                 "WHERE study.id = ? AND filled_by IS NOT NULL",
                 study_id);
        while (rows.step()) slots.insert(rows.next<std::int64_t>());
        return slots;
    });
}

std::vector<std::string> Database::counted_trials(const std::string& study_id) {
    return guarded(file_, [&] {
        std::vector<std::string> trials;
        Sql rows(*sqlite_, "SELECT trial FROM results WHERE study = ? ORDER BY slot", study_id);
        while (rows.step()) trials.push_back(rows.next<std::string>());
        return trials;
    });
}

}  // namespace edgebench::store
