#pragma once
// A phone with known power, seen through a battery gauge like those of real phones. It shares no
// code with the estimators that it judges.

#include "host/types/gauge.hpp"
#include "protocol/journal.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace edgebench {

struct SimulatedPhase {
    std::string name;
    double power_w = 0;
    double length_s = 0;
};

struct Simulation {
    std::vector<SimulatedPhase> phases;
    double drift_w_per_s = 0;    // of the idle power
    double unsteadiness = 0.08;  // relative, of the power, in pieces of 50 ms
    Kernel kernel = Kernel::mean;
    double refresh_s = 0.35;
    double filter_constant_s = 0;  // first order; 0: the refresh
    double jitter_s = 0.003;       // of a refresh
    std::int64_t quantum_ua = 500;
    double gauge_noise = 0.002;  // relative, of a reading
    double poll_s = 0.1;
    double poll_lateness_s = 0.004;  // at most
    GaugeUnit unit = GaugeUnit::microamps;
    DischargeSign sign = DischargeSign::negative;
    std::uint64_t seed = 1;
};

struct SimulatedTrial {
    TrialEnd end;
    double net_j = 0;       // truth: prefill and decode above idle
    double load_net_j = 0;  // truth: load above idle
    double gross_j = 0;     // truth: prefill and decode
};

// A warm trial with an answer of that length, prefill a fifth of it.
Simulation warm_simulation(double answer_s, double idle_s = 10);
SimulatedTrial simulate(const Simulation& simulation);

}  // namespace edgebench
