#include "host/cli/finding_lines.hpp"

#include "host/report/findings.hpp"
#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"

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

void print_line(const run::Finding& finding, Console& console) {
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

std::string json_of(const std::vector<run::Finding>& findings) {
    std::vector<report::FindingText> texts;
    for (const auto& finding : findings) {
        texts.push_back({word_for(finding.health), finding.subject, finding.text, finding.hint});
    }
    return report::findings_json(texts);
}

}  // namespace

ExitCode print_findings(const std::vector<run::Finding>& findings, Output output,
                        Console& console) {
    if (output == Output::json) {
        console.out(json_of(findings));
    } else {
        for (const auto& finding : findings) print_line(finding, console);
    }
    const bool ill = std::ranges::any_of(findings, [](const run::Finding& finding) {
        return finding.health == run::Health::problem;
    });
    return ill ? ExitCode::infrastructure : ExitCode::ok;
}

}  // namespace edgebench::cli
