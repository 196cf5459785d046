#include "host/report/run_summary.hpp"

#include "host/report/cell_summary.hpp"
#include "host/report/numbers.hpp"
#include "host/report/privacy.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/sustained_text.hpp"
#include "host/report/table.hpp"
#include "protocol/enum_names.hpp"

#include <algorithm>

namespace edgebench::report {
namespace {

constexpr std::size_t k_short_id = 8;

TableCell quality_cell(const std::map<std::string, double>& quality) {
    std::string text;
    for (const auto& [scorer, score] : quality) {
        text += (text.empty() ? "" : ", ") + scorer + " " + significant(score);
    }
    return text.empty() ? TableCell() : TableCell(text);
}

Table cell_table(const Study& study, std::span<const Attempt> attempts) {
    Table table;
    table.columns = {"model", "quant",     "start",        "n",      "decode tok/s", "TTFT s",
                     "net J", "net J IQR", "peak RSS MiB", "quality"};
    for (const auto& each : study.cells) {
        const auto figures = summarise(study, each, attempts);
        table.rows.push_back(
            {each.model.name, each.model.quant, start_of(each),
             static_cast<std::int64_t>(figures.finished), number_cell(figures.decode_tps.median),
             number_cell(figures.ttft_s.median), number_cell(figures.energy_net_j.median),
             number_cell(figures.energy_net_j.quartile_range),
             number_cell(figures.peak_rss_mib.median), quality_cell(figures.quality)});
    }
    return table;
}

std::string header(const Study& study) {
    const auto& engine = study.cells.front().engine;
    std::string text = "phone    " + phone_name(study.device) + "\n";
    text += "engine   " + safe_text(engine.name + " " + engine.version) + " (" +
            engine.id.substr(0, k_short_id) + ")\n";
    text += "prompts  " + safe_text(study.prompts.name) + " (" +
            std::to_string(study.prompts.prompts.size()) + ")\n";
    text += "study    " + study.id + "\n";
    return text;
}

bool is_calibrated(std::span<const Attempt> attempts) {
    return std::ranges::all_of(attempts, [](const Attempt& attempt) {
        return !is_valid(attempt, Metric::energy) || attempt.energy.calibrated;
    });
}

std::string notes(const Study& study, std::span<const Attempt> attempts) {
    std::string text =
        "Each figure is the median of the trials that are valid for it; quality is the mean.\n";
    bool synthetic = false, energy = false;
    for (const auto& each : study.cells) {
        synthetic = synthetic || each.model.synthetic;
        energy = energy || summarise(study, each, attempts).energy_net_j.n > 0;
    }
    if (energy && is_calibrated(attempts)) {
        text += "Energy is by this phone's gauge, which has been compared with a meter.\n";
    } else if (energy) {
        text += "Energy is relative to this phone's gauge: compare on the same phone only.\n";
    }
    if (synthetic) text += "The model has random weights: its answers mean nothing.\n";
    if (study.device.simulated) {
        text +=
            "SIMULATED: a virtual phone. This shows that the software works, nothing about a "
            "real phone.\n";
    }
    return text;
}

using Counts = std::map<std::string, std::int64_t>;

std::string reasons_text(const std::string& before, const Counts& reasons,
                         const HintFor& hint_for) {
    std::string text;
    for (const auto& [reason, count] : reasons) {
        text += before + counted(count, "trial") + ": " + safe_text(reason) + "\n";
        const auto hint = hint_for(reason);
        if (!hint.empty()) text += "    " + hint + "\n";
    }
    return text;
}

// How often which metric of a finished trial is not valid, and why the others gave nothing at all.
std::string what_is_missing(std::span<const Attempt> attempts, const HintFor& hint_for) {
    std::map<Metric, Counts> missing;
    Counts unfinished;
    for (const auto& attempt : attempts) {
        const bool finished = attempt.end.outcome == Outcome::finished;
        for (const auto& verdict : attempt.verdicts) {
            // Without an end all four verdicts say the same.
            auto& counts = finished ? missing[verdict.metric] : unfinished;
            if (!finished && verdict.metric != Metric::latency) continue;
            for (const auto& reason : verdict.reasons) {
                if (reason != "sustained") ++counts[reason];  // nothing is missing from it
            }
        }
    }
    std::string text;
    for (const auto& [metric, name] : k_metric_names) {
        text += reasons_text("no " + std::string(name) + " from ", missing[metric], hint_for);
    }
    return text + reasons_text("nothing from ", unfinished, hint_for);
}

std::string figures_text(const RunFigures& figures, std::int64_t earlier) {
    std::string text = std::to_string(figures.filled) + " of " + counted(figures.slots, "slot") +
                       " filled; " + counted(figures.attempts, "trial") + " now";
    if (earlier > 0) text += " and " + std::to_string(earlier) + " earlier";
    if (figures.failed > 0) text += ", " + std::to_string(figures.failed) + " failed";
    if (figures.not_admitted > 0) {
        text += ", " + std::to_string(figures.not_admitted) + " not admitted";
    }
    return text + "\n";
}

}  // namespace

std::string phone_name(const DeviceIdentity& device) {
    const auto system =
        device.android_release.empty() ? device.fingerprint : "Android " + device.android_release;
    return safe_text(device.manufacturer + " " + device.model + ", serial " + device.serial + ", " +
                     system) +
           (device.simulated ? " (simulated)" : "");
}

std::string trial_line(const Attempt& attempt) {
    std::string text(name_of(attempt.end.outcome));
    if (!attempt.sustained.empty() && attempt.end.outcome == Outcome::finished) {
        return text + "  " + whole(attempt.latency.output_tokens) + " tokens, decode " +
               with_unit(attempt.latency.decode_tps, "tok/s") + ", mean " +
               with_unit(number(attempt.energy.mean_power), "W");
    }
    if (attempt.end.outcome != Outcome::finished) {
        return attempt.end.reason.empty() ? text : text + ": " + safe_text(attempt.end.reason);
    }
    text += "  " + whole(attempt.latency.output_tokens) + " tokens, decode " +
            with_unit(attempt.latency.decode_tps, "tok/s") + ", TTFT " +
            with_unit(number(attempt.latency.ttft), "s");
    if (is_valid(attempt, Metric::energy)) {
        text += ", net " + with_unit(number(attempt.energy.net), "J");
    }
    return text;
}

std::string trial_line(const Study& study, const Attempt& attempt) {
    const auto& model = cell_of(study, attempt).model;
    return safe_text(model.name + " " + model.quant + " " + prompt_of(study, attempt).id) + "  " +
           trial_line(attempt);
}

std::string run_summary(const Study& study, std::span<const Attempt> attempts,
                        const RunFigures& figures, const HintFor& hint_for,
                        std::optional<std::size_t> width) {
    std::string text = header(study) + "\n";
    text += table_text(cell_table(study, attempts), width) + "\n";
    for (const auto& attempt : attempts) {
        const auto curve = sustained_text(attempt, width);
        if (!curve.empty()) text += curve + "\n";
    }
    text += notes(study, attempts);
    text += privacy_summary(attempts);
    text += what_is_missing(attempts, hint_for);
    return text + figures_text(figures, std::ssize(attempts) - figures.attempts);
}

}  // namespace edgebench::report
