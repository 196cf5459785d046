#include "host/report/plan_text.hpp"

#include "host/report/cell_summary.hpp"
#include "host/report/numbers.hpp"
#include "host/report/precision_text.hpp"
#include "host/report/run_json.hpp"
#include "host/report/run_summary.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/table.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The trials of a plan with what the study knows about them.
Table trial_table(const Study& study, const Plan& plan) {
    Table table;
    table.columns = {"slot", "model", "quant", "start", "prompt", "repetition", "output_tokens"};
    for (const auto& trial : plan.trials) {
        const auto& slot = study.slots.at(static_cast<std::size_t>(trial.slot));
        const auto& cell = study.cells.at(slot.cell);
        table.rows.push_back({trial.slot, cell.model.name, cell.model.quant, start_of(cell),
                              study.prompts.prompts.at(slot.prompt).id,
                              std::int64_t{slot.repetition}, std::int64_t{trial.output_tokens}});
    }
    return table;
}

std::string gates(const Policy& policy) {
    std::string text;
    const auto add = [&text](const std::string& gate) {
        text += (text.empty() ? "" : ", ") + gate;
    };
    const auto& min = policy.battery_temperature_min;
    const auto& max = policy.battery_temperature_max;
    if (min) add("battery at least " + significant(min->value()) + " °C");
    if (max) add("battery at most " + significant(max->value()) + " °C");
    if (policy.level_min_percent) add("charge at least " + whole(*policy.level_min_percent) + " %");
    if (policy.level_max_percent) add("charge at most " + whole(*policy.level_max_percent) + " %");
    add(data_size(policy.memory_min.value()) + " of memory");
    if (policy.require_discharging) add("unplugged");
    return text;
}

}  // namespace

std::string plan_text(const Study& study, const Plan& plan, const PlanCost& cost,
                      std::optional<std::size_t> width) {
    const auto& engine = study.cells.front().engine;
    std::string text = "Nothing is run: this is what would be.\n\n";
    text += "phone    " + phone_name(study.device) + "\n";
    text += "engine   " + safe_text(engine.name + " " + engine.version) + "\n";
    text += "gates    " + gates(plan.policy) + "\n";
    text += "upload   at most " + data_size(cost.upload_bytes) + "\n";
    if (!cost.memory.empty()) text += "memory   " + cost.memory + "\n";
    const auto* of = study.cells.front().sustained ? " of idle windows and requests\n\n"
                                                   : " of idle windows\n\n";
    text += "time     at least " + with_unit(cost.idle.value(), "s") + of;
    text += table_text(trial_table(study, plan), width);
    text += counted(static_cast<std::int64_t>(plan.trials.size()), "trial") + "\n";
    return study.precision ? text + precision_plan_text(study) : text;
}

std::string plan_json(const Study& study, const Plan& plan, const PlanCost& cost) {
    auto object = OrderedJson::object();
    object["schema_version"] = k_json_schema_version;
    object["dry_run"] = true;
    object["device"] = study.device.serial;
    object["simulated"] = study.device.simulated;
    object["upload_bytes_max"] = cost.upload_bytes;
    object["memory_bytes"] = cost.memory_bytes ? OrderedJson(*cost.memory_bytes) : OrderedJson();
    object["idle_s"] = cost.idle.value();
    if (study.precision) {
        object["precision"] = {{"goal_percent", study.precision->half_width * 100},
                               {"max_repetitions", study.precision->max_repetitions},
                               {"trials_per_round", study.prompts.prompts.size()}};
    }
    object["trials"] = OrderedJson::parse(table_json(trial_table(study, plan)));
    return object.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report
