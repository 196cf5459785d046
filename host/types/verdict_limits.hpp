#pragma once
// From where on something spoils a measurement. configs/verdicts/default.toml explains each and
// holds the same values.

#include "protocol/units.hpp"

#include <cstdint>

namespace edgebench {

// Of the idle power across a trial. Both have to be exceeded.
struct DriftLimits {
    Watts power{0.2};    // of the difference
    double share = 0.2;  // of the difference, in the idle power before
};

struct VerdictLimits {
    DriftLimits baseline_drift{};
    double stale_voltage_share = 0.1;     // of the answer
    std::int64_t stalled_refreshes = 4;   // without news
    double throttled_cap_share = 0.05;    // by which a cap or a clock falls
    double throttled_decode_share = 0.3;  // by which decoding slows
    std::int64_t throttled_status = 1;    // Android's: 0 none … 6 shutdown
    Seconds suspended{0};
};

}  // namespace edgebench
