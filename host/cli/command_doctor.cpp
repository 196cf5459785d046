#include "host/cli/commands.hpp"
#include "host/cli/database_file.hpp"
#include "host/cli/finding_lines.hpp"
#include "host/report/numbers.hpp"
#include "host/report/qualification_text.hpp"
#include "host/run/qualify.hpp"

namespace edgebench::cli {
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
    return print_findings(run::examine(options.phone, database_file(options.database)),
                          options.output, console);
}

}  // namespace edgebench::cli
