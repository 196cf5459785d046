#include "host/cli/run_progress.hpp"

#include "host/report/run_summary.hpp"
#include "host/report/safe_text.hpp"

namespace edgebench::cli {

run::RunObserver RunProgress::observer() {
    run::RunObserver observer;
    observer.on_download = downloads_.observer();
    observer.on_hash = [this](const std::string& file, std::int64_t done, std::int64_t total) {
        bytes_.show("hash " + file, done, total);
    };
    observer.on_upload = [this](const std::string& file, std::int64_t done, std::int64_t total) {
        bytes_.show("upload " + file, done, total);
    };
    observer.on_note = [this](const std::string& text) {
        console_.err(report::safe_text(text) + "\n");
    };
    observer.on_trial_begin = [this](std::int64_t ended, std::int64_t total) {
        const auto line =
            "trial " + std::to_string(ended + 1) + " of " + std::to_string(total) + " is running";
        if (console_.err_width()) {
            console_.show_status(line + " (Ctrl-C ends the run)");
        } else {
            console_.err(line + "\n");
        }
    };
    observer.on_trial_end = [this](const Attempt& attempt, std::int64_t ended, std::int64_t total) {
        show_trial(attempt, ended, total);
    };
    return observer;
}

void RunProgress::show_trial(const Attempt& attempt, std::int64_t ended, std::int64_t total) {
    console_.err("trial " + std::to_string(ended) + " of " + std::to_string(total) + ": " +
                 report::trial_line(attempt) + "\n");
}

}  // namespace edgebench::cli
