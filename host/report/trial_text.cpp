#include "host/report/trial_text.hpp"

#include "host/report/cell_summary.hpp"
#include "host/report/numbers.hpp"
#include "host/report/privacy.hpp"
#include "host/report/run_summary.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/sustained_text.hpp"
#include "host/report/table.hpp"
#include "protocol/enum_names.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench::report {
namespace {

constexpr std::size_t k_excerpt_columns = 2000;

// "name        value"
std::string line(const std::string& name, const std::string& value) {
    constexpr std::size_t k_column = 14;
    return name + std::string(std::max<std::size_t>(1, k_column - name.size()), ' ') + value + "\n";
}

std::string indented(std::string_view text) {
    text = text.substr(0, text.find_last_not_of('\n') + 1);
    const auto safe = shortened(safe_text(text, LineBreaks::keep), k_excerpt_columns);
    std::string result = "    ";
    for (const char c : safe) {
        result += c;
        if (c == '\n') result += "    ";
    }
    return result + "\n";
}

// What was asked for beyond the defaults.
std::string engine_settings(const EngineSettings& settings) {
    std::string text;
    const auto add = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) text += ", " + name + " " + safe_text(value);
    };
    const auto number_of = [](const std::optional<std::int32_t>& value) {
        return value ? std::to_string(*value) : std::string();
    };
    add("backend", settings.backend == "cpu" ? "" : settings.backend);
    add("GPU layers", number_of(settings.gpu_layers));
    add("CPU mask", settings.cpu_mask);
    add("batch", number_of(settings.batch_tokens));
    add("ubatch", number_of(settings.ubatch_tokens));
    add("flash attention", settings.flash_attention == "auto" ? "" : settings.flash_attention);
    add("KV cache", settings.kv_cache == "f16" ? "" : settings.kv_cache);
    return text;
}

// What took effect, by the engine's own words.
std::string engine_report(const EngineReport& report) {
    if (report == EngineReport{}) return "";
    std::string text = "computes on the CPU";
    if (!report.devices.empty()) {
        text = "computes on";
        for (const auto& device : report.devices) text += " " + safe_text(device);
        text += ", layers " + std::to_string(report.offloaded_layers.value_or(0)) + " of " +
                std::to_string(report.layers.value_or(0));
    }
    const auto add = [&](const char* name, const std::optional<std::int32_t>& value) {
        if (value) text += std::string(", ") + name + " " + std::to_string(*value);
    };
    add("threads", report.threads);
    add("batch", report.batch_tokens);
    add("ubatch", report.ubatch_tokens);
    if (report.flash_attention) text += ", flash attention " + safe_text(*report.flash_attention);
    if (report.kv_cache_k) text += ", KV cache " + safe_text(*report.kv_cache_k);
    return line("effective", text);
}

std::string what(const Study& study, const Attempt& attempt, const TrialPlace& place) {
    const auto& cell = cell_of(study, attempt);
    const auto& settings = cell.generation;
    std::string text = line("trial", attempt.begin.trial);
    text += line("study", study.id + (study.name.empty() ? "" : " " + safe_text(study.name)));
    text += line("place", "slot " + std::to_string(attempt.slot) + ", attempt " +
                              std::to_string(attempt.begin.attempt) +
                              (place.counted ? ", counted" : ", not counted"));
    text += line("started", place.started_at.value_or(k_nothing));
    text += line("phone", phone_name(study.device));
    text += line("model", safe_text(cell.model.name + " " + cell.model.quant) +
                              (cell.model.synthetic ? " (random weights)" : ""));
    text += line("engine", safe_text(cell.engine.name + " " + cell.engine.version) + ", " +
                               counted(cell.engine_settings.threads, "thread") + ", context " +
                               std::to_string(cell.engine_settings.context_tokens) + ", " +
                               start_of(cell) + engine_settings(cell.engine_settings));
    text += engine_report(attempt.end.engine);
    text += line("generation", (settings.exact_output ? "exactly " : "at most ") +
                                   counted(settings.output_tokens, "token") + ", temperature " +
                                   significant(settings.temperature) + ", seed " +
                                   std::to_string(settings.seed));
    if (cell.sustained) text += line("sustained", with_unit(number(cell.sustained), "s"));
    return text + line("prompt", safe_text(study.prompts.name) + " / " +
                                     safe_text(prompt_of(study, attempt).id));
}

std::string outcome(const Attempt& attempt) {
    std::string text(name_of(attempt.end.outcome));
    if (!attempt.end.reason.empty()) text += ": " + safe_text(attempt.end.reason);
    if (!attempt.end.finish_reason.empty()) {
        text += " (stopped by: " + safe_text(attempt.end.finish_reason) + ")";
    }
    return line("outcome", text);
}

std::string verdicts(const Attempt& attempt, const HintFor& hint_for) {
    std::string text;
    for (const auto& verdict : attempt.verdicts) {
        std::string name;
        for (const auto& [metric, candidate] : k_metric_names) {
            if (metric == verdict.metric) name = candidate;
        }
        if (verdict.valid()) text += line("  " + name, "valid");
        for (const auto& reason : verdict.reasons) {
            const auto hint = hint_for(reason);
            text += line("  " + name,
                         "not valid: " + safe_text(reason) + (hint.empty() ? "" : ". " + hint));
        }
    }
    return text;
}

std::string latency(const Latency& values, const std::optional<double>& resident) {
    std::string text = line(
        "tokens", whole(values.prompt_tokens) + " in, " + whole(values.output_tokens) + " out");
    if (values.load) {
        text += line("load", with_unit(number(values.load), "s") +
                                 (resident ? ", " + significant(*resident * 100) +
                                                 " % of the model in the page cache before"
                                           : ""));
    }
    text += line("TTFT", with_unit(number(values.ttft), "s"));
    text += line("prefill", with_unit(values.prefill_tps, "tok/s") +
                                " (engine: " + with_unit(values.engine_prefill_tps, "tok/s") + ")");
    return text + line("decode", with_unit(values.decode_tps, "tok/s") + " (engine: " +
                                     with_unit(values.engine_decode_tps, "tok/s") + ")");
}

std::string second_source(const SecondSource& second) {
    std::string text = safe_text(second.source) + ": net " + with_unit(number(second.net), "J");
    if (second.disagreement) {
        text += ", " + significant(std::abs(*second.disagreement) * 100) +
                (*second.disagreement < 0 ? " % less" : " % more");
    }
    return line("  compared", text);
}

std::string with_error(Joules value, Joules se) {
    return with_unit(value.value(), "J") + " ± " + with_unit(se.value(), "J");
}

// Energies that are not valid are left out: the verdict above says why.
std::string energy(const Attempt& attempt) {
    if (!attempt.sustained.empty())
        return line("mean power", with_unit(number(attempt.energy.mean_power), "W"));
    if (!is_valid(attempt, Metric::energy)) return line("energy", k_nothing);
    const auto& values = attempt.energy;
    auto net = with_unit(number(values.net), "J");
    if (values.net_se) net += " ± " + with_unit(number(values.net_se), "J");
    std::string text = line("energy net", net + ", gross " + with_unit(number(values.gross), "J"));
    if (values.load_net) text += line("  of loading", with_unit(number(values.load_net), "J"));
    text += line("  published", with_unit(number(values.paper), "J") +
                                    " (re-enactment of the method of arXiv 2603.26603)");
    text += line("mean power", with_unit(number(values.mean_power), "W") + ", baseline " +
                                   with_unit(number(values.baseline), "W"));
    text += line("gauge", safe_text(values.source) + ", " + whole(values.refreshes) +
                              " refreshes in the answer, method " + safe_text(values.method));
    if (const auto& calibrated = values.calibrated) {
        text += line("calibrated", "net " + with_error(calibrated->net, calibrated->net_se) +
                                       ", gross " +
                                       with_error(calibrated->gross, calibrated->gross_se) +
                                       ", by a comparison of this gauge with a meter");
    } else {
        text += line("", "relative to this phone's gauge: compare on the same phone only");
    }
    if (values.second) text += second_source(*values.second);
    for (const auto& rail : values.rails) {
        text += line("  rail", safe_text(rail.rail) + ": net " + with_unit(number(rail.net), "J") +
                                   ", gross " + with_unit(number(rail.gross), "J"));
    }
    return text;
}

// Of the cell: a single answer says too little.
std::string battery(const std::optional<CellEnergy>& cell) {
    if (!cell) return line("battery", k_nothing);
    const auto why_not = cell->why_not.find("battery_gross_percent_per_100");
    if (why_not != cell->why_not.end())
        return line("battery", k_nothing + (": " + safe_text(why_not->second)));
    if (!cell->battery_per_100) return line("battery", k_nothing);
    const auto trials = counted(static_cast<std::int64_t>(cell->n), "trial");
    return line("battery", significant(cell->battery_per_100->value.value()) +
                               " % of this battery per 100 answers (its cell, " + trials + ")");
}

std::string privacy(const Attempt& attempt) {
    if (attempt.end.outcome != Outcome::finished) return line("privacy", k_nothing);
    return line("privacy", engine_sockets_text(attempt.end.traffic)) +
           line("", shell_bytes_text(attempt.end.traffic));
}

std::string meter(const MeterComparison& found) {
    const auto& energy = found.energy;
    if (!energy.net) {
        return line("meter", std::string(k_nothing) + " " + safe_text(energy.why_not));
    }
    std::string text = line("meter", "net " + with_error(*energy.net, energy.net_se.value()) +
                                         ", gross " + with_unit(number(energy.gross), "J") +
                                         ", prefill " + with_unit(number(energy.prefill_net), "J") +
                                         ", decode " + with_unit(number(energy.decode_net), "J"));
    text += line("", safe_text(found.file) + ", aligned to ± " +
                         with_unit(found.alignment.error.value(), "s") + " (95 %), " +
                         with_unit(number(energy.alignment_se), "J") + " of the error");
    if (!energy.gauge_excess) return text;
    return text + line("", "the gauge's net energy is " + signed_percent(*energy.gauge_excess) +
                               " against it");
}

std::string memory(const MemoryUse& values) {
    return line("memory", "peak RSS " + with_unit(mebibytes(values.peak_rss), "MiB") + ", PSS " +
                              with_unit(mebibytes(values.pss), "MiB"));
}

std::string quality(const std::map<std::string, double>& scores) {
    std::string text;
    for (const auto& [scorer, score] : scores) {
        text += (text.empty() ? "" : ", ") + scorer + " " + significant(score);
    }
    return line("quality", text.empty() ? k_nothing : text);
}

std::string phases(const Attempt& attempt) {
    const auto& trial = attempt.end;
    if (!attempt.sustained.empty()) return "\n" + sustained_text(attempt, std::nullopt);
    if (trial.phases.empty()) return {};
    Table table;
    table.columns = {"phase", "begin s", "duration s"};
    const auto origin = trial.phases.front().begin;
    for (const auto& phase : trial.phases) {
        table.rows.push_back({phase.name, seconds_between(origin, phase.begin).value(),
                              seconds_between(phase.begin, phase.end).value()});
    }
    return "\n" + table_text(table, std::nullopt);
}

std::string texts(const Study& study, const Attempt& attempt) {
    const auto& prompt = prompt_of(study, attempt);
    std::string text;
    if (prompt.tokens.empty()) text += "\nprompt\n" + indented(prompt.text);
    if (prompt.reference) text += "\nreference\n" + indented(*prompt.reference);
    if (!attempt.end.answer.empty()) text += "\nanswer\n" + indented(attempt.end.answer);
    if (!attempt.end.engine_log.empty())
        text += "\nengine log\n" + indented(attempt.end.engine_log);
    return text;
}

}  // namespace

std::string trial_text(const Study& study, const Attempt& attempt, const TrialPlace& place,
                       const HintFor& hint_for) {
    return what(study, attempt, place) + outcome(attempt) + "\n" + "verdicts\n" +
           verdicts(attempt, hint_for) + "\n" +
           latency(attempt.latency, attempt.end.page_cache_resident_share) + energy(attempt) +
           (place.meter ? meter(*place.meter) : "") + battery(place.cell_energy) +
           memory(attempt.memory) + quality(attempt.scores) + privacy(attempt) + phases(attempt) +
           texts(study, attempt);
}

}  // namespace edgebench::report
