#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/report/findings.hpp"
#include "host/report/numbers.hpp"
#include "host/report/qualification_text.hpp"
#include "host/report/safe_text.hpp"
#include "host/run/phones.hpp"
#include "host/run/qualify.hpp"

#include <algorithm>

namespace edgebench::cli {
namespace {

std::string word_for(run::Health health) {
    switch (health) {
        case run::Health::good:
            return "good";
        case run::Health::note:
            return "note";
        case run::Health::problem:
            return "problem";
    }
    return "problem";
}

Style style_of(run::Health health) {
    switch (health) {
        case run::Health::good:
            return Style::good;
        case run::Health::note:
            return Style::warning;
        case run::Health::problem:
            return Style::error;
    }
    return Style::error;
}

void print(const run::Finding& finding, Console& console) {
    constexpr std::size_t k_health_column = 9, k_subject_column = 20;
    const auto pad = [](std::size_t used, std::size_t column) {
        return std::string(column - std::min(used, column - 1), ' ');
    };
    const auto word = word_for(finding.health);
    const auto subject = report::safe_text(finding.subject);
    console.out(console.styled_out(style_of(finding.health), word) +
                pad(word.size(), k_health_column) + subject +
                pad(report::display_width(subject), k_subject_column) +
                report::safe_text(finding.text) + "\n");
    if (finding.hint.empty()) return;
    console.out(std::string(k_health_column, ' ') + report::safe_text(finding.hint) + "\n");
}

}  // namespace

namespace {

ExitCode qualify_gauge(const DoctorOptions& options, Console& console) {
    run::QualifyObserver observer;
    observer.on_note = [&](const std::string& text) { console.err(text + "\n"); };
    observer.on_block = [&](int block, Seconds measured, Seconds at_most) {
        console.show_status("block " + std::to_string(block) +
                            " measured: " + report::significant(measured.value()) +
                            " s of at most " + report::significant(at_most.value()) + " s");
    };
    console.err(
        "load blocks of up to a minute each: usually two to five minutes in all, twelve at most\n");
    const auto result = run::qualify(options.phone, database_file(options.database), observer);
    if (options.output == Output::json) {
        console.out(report::qualification_json(result.device, result.gauge));
    } else {
        console.out(report::qualification_text(result.device, result.gauge, result.shown,
                                               console.out_width()));
    }
    return ExitCode::ok;
}

}  // namespace

ExitCode doctor_command(const DoctorOptions& options, Console& console) {
    if (options.gauge) return qualify_gauge(options, console);
    const auto findings = run::examine(options.phone, database_file(options.database));
    if (options.output == Output::json) {
        std::vector<report::FindingText> texts;
        for (const auto& finding : findings) {
            texts.push_back(
                {word_for(finding.health), finding.subject, finding.text, finding.hint});
        }
        console.out(report::findings_json(texts));
    } else {
        for (const auto& finding : findings) print(finding, console);
    }
    const bool ill = std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
        return finding.health == run::Health::problem;
    });
    return ill ? ExitCode::infrastructure : ExitCode::ok;
}

}  // namespace edgebench::cli
