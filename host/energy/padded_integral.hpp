#pragma once
// The energy of a load above the idle power around it.
//
// Power above the baseline is summed over whole readings, from the first that reaches into the load
// to the last that can still remember it: any kernel of unit gain keeps that sum, so the kernel
// need not be known.

#include "host/energy/readings.hpp"
#include "host/energy/trial_windows.hpp"

#include <optional>
#include <span>

namespace edgebench {

inline constexpr std::int64_t k_fewest_refreshes = 5;  // inside an answer
// A reading's own noise, relative: an allowance, because no phone's load is steady enough to see
// it.
inline constexpr double k_reading_noise = 0.002;
// Of a refresh against its grid: a quarter of the width between the deciles of the period of four
// phones whose reading was polled every 2 ms (S2's 7,512 public runs) is 2 to 5 ms.
inline constexpr Seconds k_grid_jitter{0.004};

// Idle power at one idle window.
struct IdleLevel {
    DeviceTime at;  // the mean time of its readings
    Watts mean{0};
    double variance_of_mean = 0;  // W^2
    double variance_of_sum = 0;   // W^2, of a sum of readings, per reading
};

// The straight line between two idle windows, so that a slow drift is taken out. Never clamped.
struct Baseline {
    IdleLevel before;
    IdleLevel after;
    Watts at(DeviceTime time) const;
    double variance_at(DeviceTime time) const;  // W^2
};

struct LoadEnergy {
    Joules net{0};
    Joules net_se{0};  // statistical; doc/measurement.md has the formula
    Joules gross_se{0};
    Joules common_se{0};  // the part of both that repetition does not reduce
    Watts baseline_se{0};
    Baseline baseline;
};

struct LoadEnergyResult {
    std::optional<LoadEnergy> energy;
    const char* why_not = nullptr;  // a reason of trial_energy.hpp
};

// Of what happened between the idle windows `before` and `after`.
LoadEnergyResult padded_integral(std::span<const GridReading> readings, const GaugeProfile& gauge,
                                 const Window& before, const Window& after);

}  // namespace edgebench
