#pragma once
// Puts the agent on a phone and starts it, or finds the one that runs.

#include "host/adb/device.hpp"
#include "protocol/bytes.hpp"

#include <filesystem>
#include <string>

namespace edgebench::phone {

struct AgentEndpoint {
    std::uint16_t port = 0;
    std::string build_id;
    Bytes key;  // proves to each side who the other is; read over adb, never sent over the agent's
                // socket
};

// Pushes the executable unless the phone already has that very file, starts it unless it runs,
// reads its key. Throws Error::busy when an agent of another build is at work on a plan.
adb::awaitable<AgentEndpoint> start_agent(adb::DeviceHandle phone,
                                          std::filesystem::path executable);

// The line that `edgebench-agent start` prints. Throws Error::device for anything else.
AgentEndpoint parse_endpoint(std::string_view line);

// What {"error":{"code","message","hint"}} is about; any other text as it is.
std::string error_in(const std::string& line);

}  // namespace edgebench::phone
