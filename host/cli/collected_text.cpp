#include "host/cli/collected_text.hpp"

#include "host/report/numbers.hpp"
#include "host/report/run_summary.hpp"

namespace edgebench::cli {

std::string collected_text(const run::Collected& collected) {
    std::string text;
    for (const auto& attempt : collected.attempts) {
        text += attempt.begin.trial + "  " + report::trial_line(attempt) + "\n";
    }
    const auto trials = static_cast<std::int64_t>(collected.attempts.size());
    text += collected.plans == 0 ? std::string("nothing to collect\n")
                                 : "collected " + report::counted(collected.plans, "plan") +
                                       " with " + report::counted(trials, "new trial") + "\n";
    if (collected.still_running > 0) {
        text += report::counted(collected.still_running, "plan") +
                " still running on the phone: collect again later, or `edgebench cancel`\n";
    }
    return text;
}

}  // namespace edgebench::cli
