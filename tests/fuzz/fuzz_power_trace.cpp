// Any bytes as a Perfetto trace: bounded, and what comes out can be evaluated.

#include "host/energy/source_grid.hpp"
#include "host/perfetto/power_trace.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    TrialEnd end;
    end.battery.voltage_raw = 4'000'000;
    end.readings = read_power_trace(ByteView(data, size));
    for (const auto& readings : end.readings) {
        fuzz::require(readings.first_ns.size() == readings.polls.size());
        fuzz::require(readings.first_ns.size() <= size);
        fuzz::require(is_usable(readings) || readings.last_ns.back() - readings.first_ns.front() >
                                                 std::int64_t{48} * 3600 * 1'000'000'000);
    }
    for (const auto& source : sources_of(end)) source_grid(end, source, GaugeProfile());
    for (const auto& rail : rails_of(end)) rail_grid(end, rail);
    return 0;
}
