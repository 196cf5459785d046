#pragma once
// What the answers of one cell cost, over its counted trials.

#include "host/types/calibration.hpp"
#include "host/types/gauge.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

using MilliampHours = Quantity<struct MilliampHoursTag, double>;
using Percent = Quantity<struct PercentTag, double>;

// Everything is 95 %.
template <class Unit>
struct Interval {
    Unit low{0};
    Unit high{0};
};

// A mean over the cell's trials, with what is known about its error.
template <class Unit>
struct Estimate {
    Unit value{0};
    Unit se{0};                    // statistical, of the mean that these very trials had
    Interval<Unit> measured_mean;  // of that mean
    std::optional<Unit> population_se;
    std::optional<Interval<Unit>> population_mean;  // of all answers that such trials could give
    std::optional<Interval<Unit>> calibrated_mean;  // measured_mean in true units, with the
                                                    // calibration's own error
};

// Of a full battery, and which of the phone's figures says so: "charge_full".
struct BatteryCapacity {
    MilliampHours full{0};
    std::string origin;
};

constexpr std::array<const char*, 9> k_cell_energy_names{"energy_net_j",
                                                         "energy_gross_j",
                                                         "energy_load_net_j",
                                                         "energy_prefill_net_j",
                                                         "energy_decode_net_j",
                                                         "energy_prompt_token_net_j",
                                                         "energy_output_token_net_j",
                                                         "charge_gross_mah",
                                                         "battery_gross_percent_per_100"};

enum class CellPhase { load, prefill, decode };
constexpr std::size_t k_cell_phases = 3;

// A number that is missing has its reason in `why_not`, under the name that the number has there.
struct CellEnergy {
    std::string method;  // version of the method, e.g. "cell-least-squares/1"
    Kernel kernel = Kernel::undetermined;
    std::vector<std::string> trials;  // UUIDs of those that it rests on
    std::size_t n = 0;                // how many they are

    std::optional<Estimate<Joules>> net;                   // "energy_net_j", of an answer
    std::optional<Estimate<Joules>> gross;                 // "energy_gross_j"
    std::optional<Estimate<Joules>> load_net;              // "energy_load_net_j", cold trials
    std::optional<Estimate<Joules>> prefill_net;           // "energy_prefill_net_j"
    std::optional<Estimate<Joules>> decode_net;            // "energy_decode_net_j"
    std::optional<Estimate<Joules>> net_per_prompt_token;  // "energy_prompt_token_net_j"
    std::optional<Estimate<Joules>> net_per_output_token;  // "energy_output_token_net_j": of
                                                           // those after the first
    std::optional<Estimate<MilliampHours>> charge;         // "charge_gross_mah", of an answer
    std::optional<Estimate<Percent>> battery_per_100;      // "battery_gross_percent_per_100"
    std::optional<BatteryCapacity> battery_capacity;       // that the percentage is of
    std::optional<Joules> net_minus_padded;                // instant kernel: "energy_net_j" less
                                                           // the mean of the padded integrals
    std::optional<Watts> baseline;                         // mean idle power at the answers
    // J^2, of the measured means by CellPhase; with a phase split only.
    std::optional<std::array<std::array<double, k_cell_phases>, k_cell_phases>> covariance;

    std::optional<Joules> sd_within_prompts;   // of the net energy, standard deviations
    std::optional<Joules> sd_between_prompts;  // what is left of it beyond chance
    std::map<std::string, std::string> why_not;
};

}  // namespace edgebench
