// Any bytes as the recording of a power meter.

#include "host/config/meter_recording.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

#include <cmath>
#include <sstream>

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        std::istringstream text(std::string(fuzz::text_of({data, size})));
        const auto recording = parse_meter_recording(text, "fuzz.csv");
        fuzz::require(recording.time.size() >= 2);
        fuzz::require(recording.time.size() == recording.energy.size());
        fuzz::require(recording.time.front() == Seconds(0));
        for (std::size_t i = 1; i < recording.time.size(); ++i) {
            fuzz::require(recording.time[i - 1] <= recording.time[i]);
            fuzz::require(std::isfinite(recording.energy[i].value()));
        }
    } catch (const Error&) {
    }
    return 0;
}
