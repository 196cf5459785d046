// Studies, their cells and slots, and the plans that carry them out.

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/json_text.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"
#include "protocol/fields.hpp"
#include "protocol/sha256.hpp"

#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <iterator>

namespace edgebench::store {
namespace {

std::optional<double> goal_percent(const Study& study) {
    if (!study.precision) return std::nullopt;
    return study.precision->half_width * 100;
}

std::optional<std::int32_t> most_repetitions(const Study& study) {
    if (!study.precision) return std::nullopt;
    return study.precision->max_repetitions;
}

std::int64_t model_row(SQLite::Database& database, const ModelFile& model) {
    const auto found =
        find<std::int64_t>(database,
                           "SELECT model_file_id FROM model_file WHERE sha256 = ? AND name = ? "
                           "AND quant = ? AND file_name = ?",
                           model.sha256, model.name, model.quant, model.file_name);
    if (found) return *found;
    return insert(database,
                  "INSERT INTO model_file (sha256, name, quant, file_name, size_bytes, "
                  "architecture, synthetic) VALUES (?, ?, ?, ?, ?, ?, ?)",
                  model.sha256, model.name, model.quant, model.file_name, model.size,
                  model.architecture, model.synthetic);
}

void insert_prompts(SQLite::Database& database, std::int64_t set,
                    const std::vector<Prompt>& prompts) {
    Sql row(database,
            "INSERT INTO prompt (prompt_set_id, position, id, text, reference, scorers, tokens) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& prompt : prompts) {
        const bool synthetic = !prompt.tokens.empty();
        const auto text = synthetic ? std::nullopt : std::optional(prompt.text);
        const auto tokens = synthetic ? std::optional(json_text(prompt.tokens)) : std::nullopt;
        row.run(set, position++, prompt.id, text, prompt.reference, json_text(prompt.scorers),
                tokens);
    }
}

std::int64_t prompt_set_row(SQLite::Database& database, const PromptSet& set) {
    const auto content = to_hex(sha256(json_text(set)));
    const auto found = find<std::int64_t>(
        database, "SELECT prompt_set_id FROM prompt_set WHERE content_sha256 = ?", content);
    if (found) return *found;
    const auto row =
        insert(database, "INSERT INTO prompt_set (name, sha256, content_sha256) VALUES (?, ?, ?)",
               set.name, set.sha256, content);
    insert_prompts(database, row, set.prompts);
    return row;
}

std::vector<std::int64_t> insert_cells(SQLite::Database& database, std::int64_t study,
                                       const std::vector<Cell>& cells) {
    std::vector<std::int64_t> rows;
    for (const auto& cell : cells) {
        const auto& generation = cell.generation;
        const auto& settings = cell.engine_settings;
        rows.push_back(
            insert(database,
                   "INSERT INTO cell (study_id, position, key, model_file_id, engine_id, threads, "
                   "context_tokens, backend, gpu_layers, cpu_mask, batch_tokens, ubatch_tokens, "
                   "flash_attention, kv_cache, output_tokens, exact_output, seed, temperature, "
                   "cold, page_cache, power_source, sustained_s) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   study, rows.size(), cell.key, model_row(database, cell.model),
                   engine_row(database, cell.engine), settings.threads, settings.context_tokens,
                   settings.backend, settings.gpu_layers, text_or_null(settings.cpu_mask),
                   settings.batch_tokens, settings.ubatch_tokens, settings.flash_attention,
                   settings.kv_cache, generation.output_tokens, generation.exact_output,
                   generation.seed, generation.temperature, cell.cold, cell.page_cache,
                   text_or_null(cell.power_source), cell.sustained));
    }
    return rows;
}

void insert_slots(SQLite::Database& database, std::int64_t study, std::int64_t prompt_set,
                  const std::vector<std::int64_t>& cells, const std::vector<Slot>& slots) {
    Sql row(database,
            "INSERT INTO slot (study_id, slot_index, cell_id, prompt_id, repetition) VALUES (?, ?, "
            "?, (SELECT prompt_id FROM prompt WHERE prompt_set_id = ? AND position = ?), ?)");
    for (const auto& slot : slots) {
        if (slot.cell >= cells.size())
            throw Error(ErrorCode::integrity, "slot " + std::to_string(slot.index) +
                                                  " names a cell that its study does not have");
        row.run(study, slot.index, cells[slot.cell], prompt_set, slot.prompt, slot.repetition);
    }
}

// A study that goes on until it is precise has more slots each time it is told of.
void add_new_slots(SQLite::Database& database, std::int64_t row, const Study& study) {
    const auto known = find<std::int64_t>(
        database, "SELECT coalesce(max(slot_index) + 1, 0) FROM slot WHERE study_id = ?", row);
    std::vector<Slot> added;
    std::ranges::copy_if(study.slots, std::back_inserter(added),
                         [&](const Slot& slot) { return slot.index >= *known; });
    if (added.empty()) return;
    const auto prompts =
        find<std::int64_t>(database, "SELECT prompt_set_id FROM study WHERE study_id = ?", row);
    insert_slots(database, row, *prompts, cell_rows(database, row), added);
}

std::vector<Prompt> load_prompts(SQLite::Database& database, std::int64_t set) {
    std::vector<Prompt> prompts;
    Sql rows(database,
             "SELECT id, text, reference, scorers, tokens FROM prompt WHERE prompt_set_id = ? "
             "ORDER BY position",
             set);
    while (rows.step()) {
        Prompt prompt;
        rows.read(prompt.id);
        prompt.text = rows.next<std::optional<std::string>>().value_or("");
        rows.read(prompt.reference);
        prompt.scorers = from_json_text<std::vector<std::string>>(rows.next<std::string>());
        const auto tokens = rows.next<std::optional<std::string>>();
        if (tokens) prompt.tokens = from_json_text<std::vector<std::int32_t>>(*tokens);
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

std::vector<Cell> load_cells(SQLite::Database& database, std::int64_t study,
                             const std::string& prompt_set_sha256) {
    std::vector<Cell> cells;
    Sql rows(database,
             "SELECT key, model_file.name, quant, file_name, size_bytes, model_file.sha256, "
             "architecture, synthetic, engine.sha256, engine.name, version, threads, "
             "context_tokens, backend, gpu_layers, cpu_mask, batch_tokens, ubatch_tokens, "
             "flash_attention, kv_cache, output_tokens, exact_output, seed, temperature, cold, "
             "page_cache, "
             "power_source, sustained_s FROM cell JOIN model_file USING (model_file_id) JOIN "
             "engine USING (engine_id) "
             "WHERE study_id = ? ORDER BY position",
             study);
    while (rows.step()) {
        Cell cell;
        rows.read(cell.key);
        rows.read(cell.model.name);
        rows.read(cell.model.quant);
        rows.read(cell.model.file_name);
        rows.read(cell.model.size);
        rows.read(cell.model.sha256);
        rows.read(cell.model.architecture);
        rows.read(cell.model.synthetic);
        rows.read(cell.engine.id);
        rows.read(cell.engine.name);
        rows.read(cell.engine.version);
        rows.read(cell.engine_settings.threads);
        rows.read(cell.engine_settings.context_tokens);
        rows.read(cell.engine_settings.backend);
        rows.read(cell.engine_settings.gpu_layers);
        cell.engine_settings.cpu_mask = rows.next<std::optional<std::string>>().value_or("");
        rows.read(cell.engine_settings.batch_tokens);
        rows.read(cell.engine_settings.ubatch_tokens);
        rows.read(cell.engine_settings.flash_attention);
        rows.read(cell.engine_settings.kv_cache);
        rows.read(cell.generation.output_tokens);
        rows.read(cell.generation.exact_output);
        rows.read(cell.generation.seed);
        rows.read(cell.generation.temperature);
        rows.read(cell.cold);
        rows.read(cell.page_cache);
        cell.power_source = rows.next<std::optional<std::string>>().value_or("");
        rows.read(cell.sustained);
        cell.prompt_set_sha256 = prompt_set_sha256;
        cells.push_back(std::move(cell));
    }
    return cells;
}

std::vector<Slot> load_slots(SQLite::Database& database, std::int64_t study) {
    std::vector<Slot> slots;
    Sql rows(database,
             "SELECT slot_index, cell.position, prompt.position, repetition FROM slot "
             "JOIN cell USING (cell_id) JOIN prompt USING (prompt_id) WHERE slot.study_id = ? "
             "ORDER BY slot_id",
             study);
    while (rows.step()) {
        Slot slot;
        rows.read(slot.index);
        rows.read(slot.cell);
        rows.read(slot.prompt);
        rows.read(slot.repetition);
        slots.push_back(slot);
    }
    return slots;
}

}  // namespace

std::vector<std::int64_t> cell_rows(SQLite::Database& database, std::int64_t study) {
    std::vector<std::int64_t> cells;
    Sql rows(database, "SELECT cell_id FROM cell WHERE study_id = ? ORDER BY position", study);
    while (rows.step()) cells.push_back(rows.next<std::int64_t>());
    return cells;
}

std::int64_t study_row(SQLite::Database& database, const Study& study) {
    const auto found =
        find<std::int64_t>(database, "SELECT study_id FROM study WHERE id = ?", study.id);
    if (found) {
        if (study.precision) add_new_slots(database, *found, study);
        return *found;
    }
    const auto prompts = prompt_set_row(database, study.prompts);
    const auto row =
        insert(database,
               "INSERT INTO study (id, name, settings_sha256, tool_version, device_build_id, "
               "prompt_set_id, require, precision_goal_percent, precision_max_repetitions) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
               study.id, text_or_null(study.name), study.settings_sha256, study.tool_version,
               device_build_row(database, study.device), prompts, json_text(study.require),
               goal_percent(study), most_repetitions(study));
    insert_slots(database, row, prompts, insert_cells(database, row, study.cells), study.slots);
    return row;
}

std::int64_t plan_row(SQLite::Database& database, const Study& study, const std::string& plan_id) {
    const auto found =
        find<std::int64_t>(database, "SELECT plan_id FROM plan WHERE id = ?", plan_id);
    if (found) return *found;
    return insert(database, "INSERT INTO plan (id, study_id) VALUES (?, ?)", plan_id,
                  study_row(database, study));
}

void Database::record_study(const Study& study) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, k_immediate);
        study_row(*sqlite_, study);
        transaction.commit();
    });
}

void Database::record_cell_states(const Study& study, const std::vector<CellState>& states) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, k_immediate);
        const auto cells = cell_rows(*sqlite_, study_row(*sqlite_, study));
        Sql row(*sqlite_, "UPDATE cell SET stopped = nullif(?, 'goes_on') WHERE cell_id = ?");
        for (std::size_t i = 0; i < states.size(); ++i) row.run(states[i], cells.at(i));
        transaction.commit();
    });
}

std::vector<CellState> Database::cell_states(const std::string& study_id) {
    return guarded(file_, [&] {
        std::vector<CellState> states;
        Sql rows(*sqlite_,
                 "SELECT coalesce(stopped, 'goes_on') FROM cell JOIN study USING (study_id) "
                 "WHERE study.id = ? ORDER BY position",
                 study_id);
        while (rows.step()) states.push_back(rows.next<CellState>());
        return states;
    });
}

void Database::record_plan(const Study& study, const Plan& plan) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, k_immediate);
        Sql(*sqlite_, "UPDATE plan SET owner = ?, policy = ? WHERE plan_id = ?")
            .run(plan.owner, json_text(plan.policy), plan_row(*sqlite_, study, plan.id));
        transaction.commit();
    });
}

void Database::record_plan_begin(const Study& study, const PlanBegin& begin) {
    record_plan(study, begin.plan);
    guarded(file_, [&] {
        Sql(*sqlite_,
            "UPDATE plan SET agent_build = ?, boot_id = ?, begin_ns = ?, wall_clock_ms = ?, "
            "device_info = ? WHERE id = ?")
            .run(begin.agent_build, begin.device.boot_id, begin.begin, begin.wall_clock_ms,
                 json_text(begin.device), begin.plan.id);
    });
}

void Database::record_event(const Study& study, const std::string& plan_id, const Event& event) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, k_immediate);
        insert(*sqlite_,
               "INSERT INTO event (plan_id, time_ns, kind, text) VALUES (?, ?, ?, ?) "
               "ON CONFLICT DO NOTHING",
               plan_row(*sqlite_, study, plan_id), event.time, event.kind, event.text);
        transaction.commit();
    });
}

void Database::mark_plan_collected(const std::string& plan_id) {
    guarded(file_, [&] {
        Sql(*sqlite_,
            "UPDATE plan SET collected_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') "
            "WHERE id = ? AND collected_at IS NULL")
            .run(plan_id);
    });
}

std::optional<Study> Database::load_study(const std::string& study_id) {
    return guarded(file_, [&]() -> std::optional<Study> {
        Sql row(*sqlite_,
                "SELECT study_id, prompt_set_id, study.id, study.name, settings_sha256, "
                "tool_version, require, serial, device.id, fingerprint, manufacturer, "
                "device.model, android_release, abi, simulated, prompt_set.name, "
                "prompt_set.sha256, precision_goal_percent, precision_max_repetitions "
                "FROM study JOIN device_build USING (device_build_id) "
                "JOIN device USING (device_id) JOIN prompt_set USING (prompt_set_id) "
                "WHERE study.id = ?",
                study_id);
        if (!row.step()) return std::nullopt;
        const auto key = row.next<std::int64_t>();
        const auto prompt_set = row.next<std::int64_t>();
        Study study;
        row.read(study.id);
        study.name = row.next<std::optional<std::string>>().value_or("");
        row.read(study.settings_sha256);
        row.read(study.tool_version);
        study.require = from_json_text<std::vector<std::string>>(row.next<std::string>());
        row.read(study.device.serial);
        row.read(study.device.id);
        row.read(study.device.fingerprint);
        row.read(study.device.manufacturer);
        row.read(study.device.model);
        study.device.android_release = row.next<std::optional<std::string>>().value_or("");
        row.read(study.device.abi);
        row.read(study.device.simulated);
        row.read(study.prompts.name);
        row.read(study.prompts.sha256);
        const auto goal = row.next<std::optional<double>>();
        const auto most = row.next<std::optional<std::int32_t>>();
        if (goal && most) study.precision = PrecisionGoal{*goal / 100, *most};
        study.prompts.prompts = load_prompts(*sqlite_, prompt_set);
        study.cells = load_cells(*sqlite_, key, study.prompts.sha256);
        study.slots = load_slots(*sqlite_, key);
        return study;
    });
}

}  // namespace edgebench::store
