#pragma once
// The phone's own account of its heat: `dumpsys thermalservice`. It costs a process, so it is asked
// outside measured windows only. Of its two lists of temperatures the one from the HAL counts: the
// cached one can be hours old.

#include "protocol/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string_view>

namespace edgebench::agent {

// What is not in the text is nothing. The time is the caller's to set.
ThermalSample parse_thermal_service(std::string_view text);

// Nothing when the phone has no such service.
boost::asio::awaitable<std::optional<ThermalSample>> read_thermal();

}  // namespace edgebench::agent
