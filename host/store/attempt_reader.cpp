// Reading an attempt back: the raw records as the phone gave them, and the newest evaluation.

#include "host/store/condition_rows.hpp"
#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/gauge_rows.hpp"
#include "host/store/json_text.hpp"
#include "host/store/sql.hpp"
#include "host/store/sustained_rows.hpp"
#include "protocol/codec.hpp"

namespace edgebench::store {
namespace {

std::string or_empty(std::optional<std::string> text) {
    return std::move(text).value_or("");
}

std::int64_t load_attempt_row(SQLite::Database& database, const std::string& trial,
                              Attempt& attempt) {
    Sql row(database,
            "SELECT attempt_id, plan.id, slot_index, trial, plan_position, attempt_number, "
            "attempt.boot_id, attempt.begin_ns, outcome, reason, engine_log, engine_report, "
            "answer, finish_reason, engine_prompt_tokens, engine_prompt_ms, engine_output_tokens, "
            "engine_output_ms, peak_rss_bytes, pss_bytes, swap_bytes, page_cache_resident_share, "
            "disturbances, suspended_ns, "
            "engine_sockets_beyond_loopback, shell_received_bytes, shell_sent_bytes "
            "FROM attempt JOIN plan USING (plan_id) JOIN slot USING (slot_id) WHERE trial = ?",
            trial);
    if (!row.step()) throw Error(ErrorCode::usage, "there is no trial " + trial);
    const auto key = row.next<std::int64_t>();
    auto& begin = attempt.begin;
    auto& end = attempt.end;
    row.read(attempt.plan_id);
    row.read(attempt.slot);
    row.read(begin.trial);
    row.read(begin.index);
    row.read(begin.attempt);
    row.read(begin.boot_id);
    row.read(begin.time);
    end.trial = begin.trial;
    row.read(end.outcome);
    end.reason = or_empty(row.next<std::optional<std::string>>());
    end.engine_log = or_empty(row.next<std::optional<std::string>>());
    const auto report = row.next<std::optional<std::string>>();
    if (report) end.engine = from_json_text<EngineReport>(*report);
    end.answer = or_empty(row.next<std::optional<std::string>>());
    end.finish_reason = or_empty(row.next<std::optional<std::string>>());
    row.read(end.timings.prompt_tokens);
    row.read(end.timings.prompt_ms);
    row.read(end.timings.output_tokens);
    row.read(end.timings.output_ms);
    row.read(end.memory.peak_rss);
    row.read(end.memory.pss);
    row.read(end.memory.swap);
    row.read(end.page_cache_resident_share);
    row.read(end.disturbances);
    row.read(end.suspended_ns);
    row.read(end.traffic.engine_sockets_beyond_loopback);
    row.read(end.traffic.shell_received_bytes);
    row.read(end.traffic.shell_sent_bytes);
    return key;
}

BatteryState load_battery(SQLite::Database& database, std::int64_t attempt,
                          const std::string& moment) {
    BatteryState battery;
    Sql row(database,
            "SELECT status, plugged, level_percent, temperature_raw, current_raw, voltage_raw, "
            "charge_counter_raw, charge_full_raw, charge_full_design_raw FROM battery "
            "WHERE attempt_id = ? AND moment = ?",
            attempt, moment);
    if (!row.step()) return battery;
    row.read(battery.status);
    row.read(battery.plugged);
    row.read(battery.level_percent);
    row.read(battery.temperature_raw);
    row.read(battery.current_raw);
    row.read(battery.voltage_raw);
    row.read(battery.charge_counter_raw);
    row.read(battery.charge_full_raw);
    row.read(battery.charge_full_design_raw);
    return battery;
}

std::vector<Phase> load_phases(SQLite::Database& database, std::int64_t attempt) {
    std::vector<Phase> phases;
    Sql rows(database,
             "SELECT name, begin_ns, end_ns FROM phase WHERE attempt_id = ? ORDER BY position",
             attempt);
    while (rows.step()) {
        Phase phase;
        rows.read(phase.name);
        rows.read(phase.begin);
        rows.read(phase.end);
        phases.push_back(std::move(phase));
    }
    return phases;
}

void load_runs(SQLite::Database& database, std::int64_t attempt, std::int64_t sampler,
               PowerReadings& readings) {
    Sql rows(database,
             "SELECT first_ns, last_ns, polls, current_raw, voltage_raw FROM readings "
             "WHERE attempt_id = ? AND sampler = ? ORDER BY position",
             attempt, sampler);
    while (rows.step()) {
        readings.first_ns.push_back(rows.next<std::int64_t>());
        readings.last_ns.push_back(rows.next<std::int64_t>());
        readings.polls.push_back(rows.next<std::int32_t>());
        readings.current_raw.push_back(rows.next<std::int64_t>());
        readings.voltage_raw.push_back(rows.next<std::optional<std::int64_t>>());
    }
}

std::vector<PowerReadings> load_readings(SQLite::Database& database, std::int64_t attempt) {
    std::vector<PowerReadings> all;
    Sql rows(database,
             "SELECT sampler, source, rail, missed_ticks, failed_reads FROM sampler "
             "WHERE attempt_id = ? ORDER BY sampler",
             attempt);
    while (rows.step()) {
        PowerReadings readings;
        const auto sampler = rows.next<std::int64_t>();
        rows.read(readings.source);
        readings.rail = or_empty(rows.next<std::optional<std::string>>());
        rows.read(readings.missed_ticks);
        rows.read(readings.failed_reads);
        load_runs(database, attempt, sampler, readings);
        all.push_back(std::move(readings));
    }
    return all;
}

std::vector<ContextSample> load_context(SQLite::Database& database, std::int64_t attempt) {
    std::vector<ContextSample> samples;
    Sql rows(database,
             "SELECT time_ns, temperature_raw, status, charge_counter_raw, engine_rss_bytes "
             "FROM context_sample WHERE attempt_id = ? ORDER BY position",
             attempt);
    while (rows.step()) {
        ContextSample sample;
        rows.read(sample.time);
        rows.read(sample.temperature_raw);
        rows.read(sample.status);
        rows.read(sample.charge_counter_raw);
        rows.read(sample.engine_rss);
        samples.push_back(sample);
    }
    return samples;
}

TokenTimes load_token_times(SQLite::Database& database, std::int64_t attempt) {
    TokenTimes times;
    Sql rows(database,
             "SELECT time_ns, tokens FROM token_times WHERE attempt_id = ? ORDER BY position",
             attempt);
    while (rows.step()) {
        times.time_ns.push_back(rows.next<std::int64_t>());
        times.tokens.push_back(rows.next<std::int32_t>());
    }
    return times;
}

std::optional<CalibratedEnergy> load_calibrated(SQLite::Database& database,
                                                std::int64_t evaluation) {
    Sql row(database,
            "SELECT gauge_calibration_id, energy_net_j, energy_net_se_j, energy_gross_j, "
            "energy_gross_se_j FROM calibrated_energy WHERE evaluation_id = ?",
            evaluation);
    if (!row.step()) return std::nullopt;
    CalibratedEnergy energy;
    row.read(energy.calibration);
    row.read(energy.net);
    row.read(energy.net_se);
    row.read(energy.gross);
    row.read(energy.gross_se);
    return energy;
}

TrialEnergy load_energy(SQLite::Database& database, std::int64_t evaluation) {
    TrialEnergy energy;
    Sql row(database,
            "SELECT method, source, gauge_profile_id, energy_gross_j, energy_net_j, "
            "energy_net_se_j, energy_load_net_j, energy_paper_j, mean_power_w, baseline_w, "
            "refreshes, second_source, second_energy_net_j, disagreement_relative "
            "FROM trial_energy WHERE evaluation_id = ?",
            evaluation);
    if (!row.step()) return energy;
    row.read(energy.method);
    energy.source = or_empty(row.next<std::optional<std::string>>());
    energy.gauge = load_gauge(database, row.next<std::optional<std::int64_t>>());
    row.read(energy.gross);
    row.read(energy.net);
    row.read(energy.net_se);
    row.read(energy.load_net);
    row.read(energy.paper);
    row.read(energy.mean_power);
    row.read(energy.baseline);
    row.read(energy.refreshes);
    energy.calibrated = load_calibrated(database, evaluation);
    SecondSource second{or_empty(row.next<std::optional<std::string>>()), {}, {}};
    row.read(second.net);
    row.read(second.disagreement);
    if (!second.source.empty()) energy.second = std::move(second);
    Sql rails(database,
              "SELECT rail, energy_gross_j, energy_net_j FROM rail_energy "
              "WHERE evaluation_id = ? ORDER BY position",
              evaluation);
    while (rails.step()) {
        auto& rail = energy.rails.emplace_back();
        rails.read(rail.rail);
        rails.read(rail.gross);
        rails.read(rail.net);
    }
    return energy;
}

std::vector<Verdict> load_verdicts(SQLite::Database& database, std::int64_t evaluation) {
    std::vector<Verdict> verdicts;
    for (const auto& [metric, name] : k_metric_names) {
        Sql row(database, "SELECT reasons FROM verdict WHERE evaluation_id = ? AND metric = ?",
                evaluation, metric);
        if (!row.step()) continue;
        Verdict verdict{.metric = metric, .reasons = {}};
        const auto reasons = row.next<std::optional<std::string>>();
        if (reasons) verdict.reasons = Json::parse(*reasons).get<std::vector<std::string>>();
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

void load_evaluation(SQLite::Database& database, std::int64_t attempt_row, Attempt& attempt) {
    Sql row(database,
            "SELECT evaluation_id, prompt_tokens, output_tokens, load_s, ttft_s, total_s, "
            "prefill_tps, decode_tps, engine_prefill_tps, engine_decode_tps, "
            "evaluation.peak_rss_bytes, evaluation.pss_bytes "
            "FROM evaluation JOIN attempt USING (evaluation_id) WHERE attempt.attempt_id = ?",
            attempt_row);
    row.step();
    const auto evaluation = row.next<std::int64_t>();
    auto& latency = attempt.latency;
    row.read(latency.prompt_tokens);
    row.read(latency.output_tokens);
    row.read(latency.load);
    row.read(latency.ttft);
    row.read(latency.total);
    row.read(latency.prefill_tps);
    row.read(latency.decode_tps);
    row.read(latency.engine_prefill_tps);
    row.read(latency.engine_decode_tps);
    row.read(attempt.memory.peak_rss);
    row.read(attempt.memory.pss);
    attempt.energy = load_energy(database, evaluation);
    attempt.verdicts = load_verdicts(database, evaluation);
    attempt.sustained = load_sustained(database, evaluation);
    Sql scores(database, "SELECT scorer, value FROM score WHERE evaluation_id = ?", evaluation);
    while (scores.step()) {
        const auto scorer = scores.next<std::string>();
        attempt.scores[scorer] = scores.next<double>();
    }
}

Attempt load(SQLite::Database& database, const std::string& trial) {
    Attempt attempt;
    const auto row = load_attempt_row(database, trial, attempt);
    attempt.begin.battery = load_battery(database, row, "before");
    attempt.end.battery = load_battery(database, row, "after");
    attempt.end.phases = load_phases(database, row);
    attempt.end.readings = load_readings(database, row);
    attempt.end.context = load_context(database, row);
    load_conditions(database, row, attempt.end);
    attempt.end.token_times = load_token_times(database, row);
    load_evaluation(database, row, attempt);
    return attempt;
}

}  // namespace

Attempt Database::load_attempt(const std::string& trial) {
    return guarded(file_, [&] { return load(*sqlite_, trial); });
}

}  // namespace edgebench::store
