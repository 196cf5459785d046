#include "host/cli/commands.hpp"
#include "host/config/gauge_recording.hpp"
#include "host/config/text_file.hpp"
#include "host/energy/recording_gauge.hpp"
#include "host/report/gauge_text.hpp"

namespace edgebench::cli {

ExitCode gauge_command(const GaugeOptions& options, Console& console) {
    const auto text = read_text_file(options.file);
    const auto recording = parse_gauge_recording(text, options.file.string());
    const auto state = options.state.value_or(RecordedState::discharging);
    const report::RecordingReport report{
        .gauge = analyse_recording(recording, state),
        .state = state,
        .origin = options.state ? report::StateOrigin::stated : report::StateOrigin::assumed,
        .notes = recording.notes};
    console.out(options.output == Output::json ? report::gauge_json(report)
                                               : report::gauge_text(report, console.out_width()));
    return ExitCode::ok;
}

}  // namespace edgebench::cli
