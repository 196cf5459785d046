// Any bytes as what the phone's own programs answer the agent.

#include "agent/battery_service.hpp"
#include "agent/perfetto.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(ByteView(data, size));
    agent::parse_battery_service(text);
    agent::parse_battery_property(text);
    fuzz::require(agent::summary_of(text).rails <= static_cast<int>(size));
    return 0;
}
