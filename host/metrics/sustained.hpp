#pragma once
// What a sustained trial says, minute by minute: speed, heat and the caps of the processors'
// clocks.

#include "host/types/sustained.hpp"
#include "protocol/journal.hpp"

#include <optional>
#include <vector>

namespace edgebench {

// From the first request to the end of the last; nothing where none was made.
struct SustainedSpan {
    DeviceTime begin;
    DeviceTime end;
};
std::optional<SustainedSpan> sustained_span(const TrialEnd& trial);

// Tokens per second of decode time between the two: of each request the tokens behind its first
// event, over the time that they took.
std::optional<double> decode_speed(const TrialEnd& trial, DeviceTime begin, DeviceTime end);

// All but the power, which needs the gauge (host/energy/mean_power.hpp).
std::vector<SustainedMinute> sustained_minutes(const TrialEnd& trial);

}  // namespace edgebench
