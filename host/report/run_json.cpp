#include "host/report/run_json.hpp"

#include "host/report/cell_energy_json.hpp"
#include "host/report/cell_summary.hpp"
#include "host/report/numbers.hpp"
#include "protocol/enum_names.hpp"
#include "protocol/fields.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

template <class T>
OrderedJson json_of(const std::optional<T>& value) {
    return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

OrderedJson text_or_null(const std::string& text) {
    return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

OrderedJson verdicts_json(const Attempt& attempt) {
    auto object = OrderedJson::object();
    for (const auto& [metric, name] : k_metric_names) {
        auto reasons = OrderedJson::array();
        for (const auto& verdict : attempt.verdicts) {
            if (verdict.metric == metric) reasons = verdict.reasons;
        }
        object[std::string(name)] = {{"valid", is_valid(attempt, metric)}, {"reasons", reasons}};
    }
    return object;
}

OrderedJson phases_json(const TrialEnd& trial) {
    auto list = OrderedJson::array();
    for (const auto& phase : trial.phases) {
        list.push_back({{"name", phase.name},
                        {"begin_ns", phase.begin.value()},
                        {"end_ns", phase.end.value()}});
    }
    return list;
}

void add_latency(OrderedJson& trial, const Latency& latency) {
    trial["prompt_tokens"] = json_of(latency.prompt_tokens);
    trial["output_tokens"] = json_of(latency.output_tokens);
    trial["load_s"] = json_of(number(latency.load));
    trial["ttft_s"] = json_of(number(latency.ttft));
    trial["total_s"] = json_of(number(latency.total));
    trial["prefill_tps"] = json_of(latency.prefill_tps);
    trial["decode_tps"] = json_of(latency.decode_tps);
    trial["engine_prefill_tps"] = json_of(latency.engine_prefill_tps);
    trial["engine_decode_tps"] = json_of(latency.engine_decode_tps);
}

// Energies that are not valid are null: their verdict says why.
void add_energy(OrderedJson& trial, const Attempt& attempt) {
    const auto energy = is_valid(attempt, Metric::energy) ? attempt.energy : TrialEnergy{};
    trial["energy_gross_j"] = json_of(number(energy.gross));
    trial["energy_net_j"] = json_of(number(energy.net));
    trial["energy_net_se_j"] = json_of(number(energy.net_se));
    trial["energy_load_net_j"] = json_of(number(energy.load_net));
    trial["energy_paper_j"] = json_of(number(energy.paper));
    trial["mean_power_w"] = json_of(number(energy.mean_power));
    const auto second = energy.second.value_or(SecondSource{});
    trial["second_power_source"] = text_or_null(second.source);
    trial["second_energy_net_j"] = json_of(number(second.net));
    trial["energy_disagreement_relative"] = json_of(second.disagreement);
    trial["rails"] = OrderedJson::array();
    for (const auto& rail : energy.rails) {
        trial["rails"].push_back({{"rail", rail.rail},
                                  {"energy_net_j", json_of(number(rail.net))},
                                  {"energy_gross_j", json_of(number(rail.gross))}});
    }
}

std::string power_source(const Attempt& attempt) {
    if (!attempt.energy.source.empty()) return attempt.energy.source;
    return attempt.end.readings.empty() ? "" : attempt.end.readings.front().source;
}

OrderedJson sustained_json(const Attempt& attempt) {
    auto object = OrderedJson::object();
    object["mean_power_w"] = json_of(number(attempt.energy.mean_power));
    object["minutes"] = OrderedJson::array();
    for (const auto& minute : attempt.sustained) {
        object["minutes"].push_back({{"begin_s", minute.begin.value()},
                                     {"duration_s", minute.duration.value()},
                                     {"requests", minute.requests},
                                     {"decode_tps", json_of(minute.decode)},
                                     {"mean_power_w", json_of(number(minute.power))},
                                     {"battery_temperature_c", json_of(number(minute.battery))},
                                     {"skin_temperature_c", json_of(number(minute.skin))},
                                     {"cpu_cap_percent", json_of(minute.cap_percent)}});
    }
    return object;
}

// In the order of the struct's fields.
template <class Struct>
OrderedJson object_of(const Struct& value) {
    const auto unordered = to_json(value);
    auto object = OrderedJson::object();
    std::apply([&](const auto&... field) { ((object[field.name] = unordered[field.name]), ...); },
               Struct::fields());
    return object;
}

OrderedJson settings_json(const EngineSettings& settings) {
    auto object = object_of(settings);
    if (settings.cpu_mask.empty()) object["cpu_mask"] = nullptr;
    return object;
}

OrderedJson report_json(const EngineReport& report) {
    return report == EngineReport{} ? OrderedJson(nullptr) : object_of(report);
}

OrderedJson trial_json(const Study& study, const Attempt& attempt) {
    const auto& cell = cell_of(study, attempt);
    auto trial = OrderedJson::object();
    trial["trial"] = attempt.begin.trial;
    trial["study"] = study.id;
    trial["slot"] = attempt.slot;
    trial["attempt"] = attempt.begin.attempt;
    trial["device"] = study.device.serial;
    trial["model"] = cell.model.name;
    trial["quant"] = cell.model.quant;
    trial["synthetic_model"] = cell.model.synthetic;
    trial["prompt"] = prompt_of(study, attempt).id;
    trial["cold"] = cell.cold;
    trial["page_cache"] = cell.page_cache ? OrderedJson(name_of(*cell.page_cache)) : OrderedJson();
    trial["engine_settings"] = settings_json(cell.engine_settings);
    trial["engine_report"] = report_json(attempt.end.engine);
    trial["outcome"] = name_of(attempt.end.outcome);
    trial["reason"] = text_or_null(attempt.end.reason);
    trial["verdicts"] = verdicts_json(attempt);
    trial["simulated"] = study.device.simulated;
    trial["power_source"] = text_or_null(power_source(attempt));
    trial["finish_reason"] = text_or_null(attempt.end.finish_reason);
    trial["page_cache_resident_share"] = json_of(attempt.end.page_cache_resident_share);
    add_latency(trial, attempt.latency);
    add_energy(trial, attempt);
    trial["peak_rss_mib"] = json_of(mebibytes(attempt.memory.peak_rss));
    const auto& traffic = attempt.end.traffic;
    trial["engine_sockets_beyond_loopback"] = json_of(traffic.engine_sockets_beyond_loopback);
    trial["shell_received_bytes"] = json_of(traffic.shell_received_bytes);
    trial["shell_sent_bytes"] = json_of(traffic.shell_sent_bytes);
    trial["quality"] = attempt.scores.empty() ? OrderedJson::object() : OrderedJson(attempt.scores);
    trial["answer"] = attempt.end.answer;
    trial["phases"] = cell.sustained ? OrderedJson::array() : phases_json(attempt.end);
    if (cell.sustained) trial["sustained"] = sustained_json(attempt);
    return trial;
}

OrderedJson precision_json(const Study& study, const ReachedPrecision& reached) {
    auto object = OrderedJson::object();
    object["goal_percent"] = study.precision->half_width * 100;
    object["half_width_percent"] =
        reached.half_width ? OrderedJson(*reached.half_width * 100) : OrderedJson(nullptr);
    object["repetitions"] = reached.repetitions;
    object["stopped"] = reached.state == CellState::goes_on
                            ? OrderedJson(nullptr)
                            : OrderedJson(std::string(name_of(reached.state)));
    return object;
}

}  // namespace

std::string run_json(const Study& study, std::span<const Attempt> attempts,
                     std::span<const std::optional<CellEnergy>> energies,
                     std::span<const ReachedPrecision> precision, const RunFigures& figures) {
    auto object = OrderedJson::object();
    object["schema_version"] = k_json_schema_version;
    object["study"] = study.id;
    object["counts"] = {{"slots", figures.slots},
                        {"filled", figures.filled},
                        {"attempts", figures.attempts},
                        {"failed", figures.failed},
                        {"not_admitted", figures.not_admitted}};
    object["cells"] = OrderedJson::array();
    for (std::size_t i = 0; i < energies.size(); ++i) {
        if (!energies[i]) continue;
        object["cells"].push_back(cell_energy_json(study.cells.at(i), *energies[i]));
        if (i < precision.size())
            object["cells"].back()["precision"] = precision_json(study, precision[i]);
    }
    object["trials"] = OrderedJson::array();
    for (const auto& attempt : attempts) object["trials"].push_back(trial_json(study, attempt));
    return object.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report
