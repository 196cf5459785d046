#pragma once
// Which power sources a run reads, of those that the phone was found to have.

#include "protocol/device_info.hpp"

#include <string>
#include <vector>

namespace edgebench {

// `wish` is what --power names; empty: the best that there is, or none. Without findings (an agent
// that has not looked) a wish is taken as it is. Throws Error::device for a wish that the phone
// cannot fulfil, with its reason.
std::vector<std::string> choose_power(const std::vector<std::string>& wish,
                                      const std::vector<PowerSourceInfo>& found);

}  // namespace edgebench
