// Any bytes as a recording of battery polls: read it, then analyse it.

#include "host/config/gauge_recording.hpp"
#include "host/energy/recording_gauge.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto recording = parse_gauge_recording(fuzz::text_of({data, size}), "fuzz.csv");
        fuzz::require(!recording.time.empty());
        fuzz::require(recording.time.size() == recording.current_raw.size());
        for (std::size_t i = 1; i < recording.time.size(); ++i) {
            fuzz::require(recording.time[i - 1] <= recording.time[i]);
        }
        const auto gauge = analyse_recording(recording, RecordedState::unknown);
        fuzz::require(gauge.refresh.value.has_value() == (gauge.verdict == RefreshVerdict::ok));
        fuzz::require(!gauge.sign.value);
    } catch (const Error&) {
    }
    return 0;
}
