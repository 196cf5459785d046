#pragma once
// The power readings in a Perfetto trace (doc/measurement.md).

#include "protocol/journal.hpp"

#include <span>
#include <string>
#include <vector>

namespace edgebench {

// The battery's counters, source android.power, where the trace holds currents; then each rail,
// source rails. What is no trace has none. Memory is bounded whatever the bytes are.
std::vector<PowerReadings> read_power_trace(ByteView trace);

// Of each trial's end that carries a trace: its readings instead of the trace, those of the sources
// `wanted` only and in that order. A plan's begin among the records says what is wanted.
void expand_power_traces(std::span<JournalRecord> records, std::vector<std::string>& wanted);

}  // namespace edgebench
