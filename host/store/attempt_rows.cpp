// Writing an attempt: the raw records of the phone, and what was derived from them.

#include "host/store/condition_rows.hpp"
#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/gauge_rows.hpp"
#include "host/store/json_text.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"
#include "host/store/sustained_rows.hpp"
#include "protocol/codec.hpp"

#include <SQLiteCpp/Transaction.h>

#include <algorithm>

namespace edgebench::store {
namespace {

bool meets_requirements(const Study& study, const Attempt& attempt) {
    const auto valid = [&](const std::string& required) {
        return std::ranges::any_of(attempt.verdicts, [&](const Verdict& verdict) {
            return verdict.valid() && sql_name(verdict.metric) == required;
        });
    };
    return attempt.end.outcome == Outcome::finished && std::ranges::all_of(study.require, valid);
}

std::int64_t slot_row(SQLite::Database& database, const Study& study, std::int64_t index) {
    const auto found = find<std::int64_t>(
        database, "SELECT slot_id FROM slot WHERE study_id = ? AND slot_index = ?",
        study_row(database, study), index);
    if (found) return *found;
    throw Error(ErrorCode::integrity,
                "study " + study.id + " has no slot " + std::to_string(index));
}

std::int64_t attempt_row(SQLite::Database& database, const Study& study, const Attempt& attempt) {
    const auto& begin = attempt.begin;
    const auto& end = attempt.end;
    // Without a finished generation an empty answer is none at all.
    const auto answer =
        end.outcome == Outcome::finished ? std::optional(end.answer) : text_or_null(end.answer);
    const auto report =
        end.engine == EngineReport{} ? std::nullopt : std::optional(json_text(end.engine));
    return insert(
        database,
        "INSERT INTO attempt (trial, slot_id, plan_id, plan_position, attempt_number, boot_id, "
        "begin_ns, outcome, reason, engine_log, engine_report, answer, finish_reason, "
        "engine_prompt_tokens, engine_prompt_ms, engine_output_tokens, engine_output_ms, "
        "peak_rss_bytes, pss_bytes, swap_bytes, page_cache_resident_share, disturbances, "
        "suspended_ns, engine_sockets_beyond_loopback, shell_received_bytes, shell_sent_bytes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        begin.trial, slot_row(database, study, attempt.slot),
        plan_row(database, study, attempt.plan_id), begin.index, begin.attempt, begin.boot_id,
        begin.time, end.outcome, text_or_null(end.reason), text_or_null(end.engine_log), report,
        answer, text_or_null(end.finish_reason), end.timings.prompt_tokens, end.timings.prompt_ms,
        end.timings.output_tokens, end.timings.output_ms, end.memory.peak_rss, end.memory.pss,
        end.memory.swap, end.page_cache_resident_share, end.disturbances, end.suspended_ns,
        end.traffic.engine_sockets_beyond_loopback, end.traffic.shell_received_bytes,
        end.traffic.shell_sent_bytes);
}

void insert_battery(SQLite::Database& database, std::int64_t attempt, const std::string& moment,
                    const BatteryState& battery) {
    insert(database,
           "INSERT INTO battery (attempt_id, moment, status, plugged, level_percent, "
           "temperature_raw, current_raw, voltage_raw, charge_counter_raw, charge_full_raw, "
           "charge_full_design_raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           attempt, moment, battery.status, battery.plugged, battery.level_percent,
           battery.temperature_raw, battery.current_raw, battery.voltage_raw,
           battery.charge_counter_raw, battery.charge_full_raw, battery.charge_full_design_raw);
}

void insert_phases(SQLite::Database& database, std::int64_t attempt,
                   const std::vector<Phase>& phases) {
    Sql row(database,
            "INSERT INTO phase (attempt_id, position, name, begin_ns, end_ns) "
            "VALUES (?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& phase : phases)
        row.run(attempt, position++, phase.name, phase.begin, phase.end);
}

void require_same_length(bool same, const Attempt& attempt, const char* what) {
    if (same) return;
    throw Error(ErrorCode::integrity, "trial " + attempt.begin.trial + ": the columns of its " +
                                          what + " differ in length");
}

void insert_readings(SQLite::Database& database, std::int64_t row, const Attempt& attempt) {
    Sql sampler(database,
                "INSERT INTO sampler (attempt_id, sampler, source, rail, missed_ticks, "
                "failed_reads) VALUES (?, ?, ?, ?, ?, ?)");
    Sql reading(database,
                "INSERT INTO readings (attempt_id, sampler, position, first_ns, last_ns, polls, "
                "current_raw, voltage_raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    std::int64_t number = 0;
    for (const auto& runs : attempt.end.readings) {
        const auto count = runs.first_ns.size();
        require_same_length(count == runs.last_ns.size() && count == runs.polls.size() &&
                                count == runs.current_raw.size() &&
                                count == runs.voltage_raw.size(),
                            attempt, "readings");
        sampler.run(row, number, runs.source, text_or_null(runs.rail), runs.missed_ticks,
                    runs.failed_reads);
        for (std::size_t i = 0; i < count; ++i)
            reading.run(row, number, i, runs.first_ns[i], runs.last_ns[i], runs.polls[i],
                        runs.current_raw[i], runs.voltage_raw[i]);
        ++number;
    }
}

void insert_context(SQLite::Database& database, std::int64_t attempt,
                    const std::vector<ContextSample>& samples) {
    Sql row(database,
            "INSERT INTO context_sample (attempt_id, position, time_ns, temperature_raw, status, "
            "charge_counter_raw, engine_rss_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& sample : samples)
        row.run(attempt, position++, sample.time, sample.temperature_raw, sample.status,
                sample.charge_counter_raw, sample.engine_rss);
}

void insert_token_times(SQLite::Database& database, std::int64_t row, const Attempt& attempt) {
    const auto& times = attempt.end.token_times;
    require_same_length(times.time_ns.size() == times.tokens.size(), attempt, "token times");
    Sql token(database,
              "INSERT INTO token_times (attempt_id, position, time_ns, tokens) "
              "VALUES (?, ?, ?, ?)");
    for (std::size_t i = 0; i < times.time_ns.size(); ++i)
        token.run(row, i, times.time_ns[i], times.tokens[i]);
}

void insert_energy(SQLite::Database& database, std::int64_t evaluation, const Study& study,
                   const TrialEnergy& energy) {
    std::optional<std::int64_t> gauge;
    if (energy.gauge)
        gauge = gauge_row(database, device_build_row(database, study.device), *energy.gauge);
    const auto second = energy.second.value_or(SecondSource{});
    insert(database,
           "INSERT INTO trial_energy (evaluation_id, method, source, gauge_profile_id, "
           "energy_gross_j, energy_net_j, energy_net_se_j, energy_load_net_j, energy_paper_j, "
           "mean_power_w, baseline_w, refreshes, second_source, second_energy_net_j, "
           "disagreement_relative) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           evaluation, energy.method, text_or_null(energy.source), gauge, energy.gross, energy.net,
           energy.net_se, energy.load_net, energy.paper, energy.mean_power, energy.baseline,
           energy.refreshes, text_or_null(second.source), second.net, second.disagreement);
    if (const auto& calibrated = energy.calibrated) {
        insert(database,
               "INSERT INTO calibrated_energy (evaluation_id, gauge_calibration_id, energy_net_j, "
               "energy_net_se_j, energy_gross_j, energy_gross_se_j) VALUES (?, ?, ?, ?, ?, ?)",
               evaluation, calibrated->calibration, calibrated->net, calibrated->net_se,
               calibrated->gross, calibrated->gross_se);
    }
    Sql rail(database,
             "INSERT INTO rail_energy (evaluation_id, position, rail, energy_gross_j, "
             "energy_net_j) VALUES (?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < energy.rails.size(); ++i) {
        rail.run(evaluation, i, energy.rails[i].rail, energy.rails[i].gross, energy.rails[i].net);
    }
}

void insert_verdicts(SQLite::Database& database, std::int64_t evaluation,
                     const std::vector<Verdict>& verdicts) {
    Sql row(database,
            "INSERT INTO verdict (evaluation_id, metric, valid, reasons) VALUES (?, ?, ?, ?)");
    for (const auto& verdict : verdicts) {
        std::optional<std::string> reasons;
        if (!verdict.valid())
            reasons = Json(verdict.reasons).dump(-1, ' ', false, Json::error_handler_t::replace);
        row.run(evaluation, verdict.metric, verdict.valid(), reasons);
    }
}

std::int64_t limits_row(SQLite::Database& database, const VerdictLimits& limits) {
    const auto with_values = [&](const char* sql) {
        return find<std::int64_t>(
            database, sql, limits.baseline_drift.power, limits.baseline_drift.share,
            limits.stale_voltage_share, limits.stalled_refreshes, limits.throttled_cap_share,
            limits.throttled_status, limits.throttled_decode_share, limits.suspended);
    };
    const auto found = with_values(
        "SELECT verdict_limits_id FROM verdict_limits WHERE baseline_drift_w = ? AND "
        "baseline_drift_share = ? AND stale_voltage_share = ? AND stalled_gauge_refreshes = ? AND "
        "throttled_cap_share = ? AND throttled_status = ? AND throttled_decode_share = ? AND "
        "suspended_s = ?");
    if (found) return *found;
    return *with_values(
        "INSERT INTO verdict_limits (baseline_drift_w, baseline_drift_share, stale_voltage_share, "
        "stalled_gauge_refreshes, throttled_cap_share, throttled_status, throttled_decode_share, "
        "suspended_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING verdict_limits_id");
}

// The evaluation that was just added counts from now on; it may change which attempt fills the
// slot.
void make_count(SQLite::Database& database, std::int64_t attempt, std::int64_t evaluation) {
    Sql(database, "UPDATE attempt SET evaluation_id = ? WHERE attempt_id = ?")
        .run(evaluation, attempt);
    Sql(database,
        "UPDATE slot SET filled_by = (SELECT min(attempt.attempt_id) FROM attempt "
        "JOIN evaluation USING (evaluation_id) "
        "WHERE attempt.slot_id = slot.slot_id AND meets_requirements = 1) "
        "WHERE slot_id = (SELECT slot_id FROM attempt WHERE attempt_id = ?)")
        .run(attempt);
}

void insert_evaluation(SQLite::Database& database, std::int64_t row, const Study& study,
                       const Attempt& attempt) {
    const auto& latency = attempt.latency;
    const auto evaluation = insert(
        database,
        "INSERT INTO evaluation (attempt_id, verdict_limits_id, meets_requirements, prompt_tokens, "
        "output_tokens, "
        "load_s, ttft_s, total_s, prefill_tps, decode_tps, engine_prefill_tps, engine_decode_tps, "
        "peak_rss_bytes, pss_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row, limits_row(database, attempt.limits), meets_requirements(study, attempt),
        latency.prompt_tokens, latency.output_tokens, latency.load, latency.ttft, latency.total,
        latency.prefill_tps, latency.decode_tps, latency.engine_prefill_tps,
        latency.engine_decode_tps, attempt.memory.peak_rss, attempt.memory.pss);
    insert_energy(database, evaluation, study, attempt.energy);
    insert_verdicts(database, evaluation, attempt.verdicts);
    insert_sustained(database, evaluation, attempt.sustained);
    Sql score(database, "INSERT INTO score (evaluation_id, scorer, value) VALUES (?, ?, ?)");
    for (const auto& [scorer, value] : attempt.scores) score.run(evaluation, scorer, value);
    make_count(database, row, evaluation);
}

std::optional<std::int64_t> find_attempt(SQLite::Database& database, const std::string& trial) {
    return find<std::int64_t>(database, "SELECT attempt_id FROM attempt WHERE trial = ?", trial);
}

}  // namespace

bool Database::record_attempt(const Study& study, const Attempt& attempt) {
    return guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, k_immediate);
        if (find_attempt(*sqlite_, attempt.begin.trial)) return false;
        const auto row = attempt_row(*sqlite_, study, attempt);
        insert_battery(*sqlite_, row, "before", attempt.begin.battery);
        insert_battery(*sqlite_, row, "after", attempt.end.battery);
        insert_phases(*sqlite_, row, attempt.end.phases);
        insert_readings(*sqlite_, row, attempt);
        insert_context(*sqlite_, row, attempt.end.context);
        insert_conditions(*sqlite_, row, attempt.end);
        insert_token_times(*sqlite_, row, attempt);
        insert_evaluation(*sqlite_, row, study, attempt);
        transaction.commit();
        return true;
    });
}

void Database::record_evaluation(const Study& study, const Attempt& attempt) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, k_immediate);
        const auto row = find_attempt(*sqlite_, attempt.begin.trial);
        if (!row)
            throw Error(ErrorCode::internal, "trial " + attempt.begin.trial + " is not stored");
        insert_evaluation(*sqlite_, *row, study, attempt);
        transaction.commit();
    });
}

}  // namespace edgebench::store
