#pragma once
// How much charge a phone's battery holds when it is full, as far as the phone says.

#include "host/types/cell_energy.hpp"
#include "protocol/device_info.hpp"

#include <optional>
#include <span>

namespace edgebench {

// The first of: what the gauge has learned, what the maker states, and the charge counter over the
// level (the median of `states`; not below 20 %, where a rounded level says too little). Values
// that no phone's battery has are passed over. Nothing where none is left.
std::optional<BatteryCapacity> battery_capacity(std::span<const BatteryState> states);

}  // namespace edgebench
