#pragma once
// Trials of known power on a phone, and the recording of a meter whose clock has a beginning and
// a drift of its own. It shares no code with what it judges.

#include "host/types/meter.hpp"
#include "host/types/results.hpp"

#include <vector>

namespace edgebench {

struct SimulatedLoad {
    double begin_s = 0;  // on the phone's clock: of the answer
    double prefill_s = 1;
    double decode_s = 6;
    double prefill_w = 5;
    double decode_w = 3;
};

struct SimulatedRun {
    std::vector<SimulatedLoad> loads;
    double idle_s = 8;  // of the windows around an answer
    double idle_w = 0.9;
    double boot_s = 5000;    // the phone's clock when its time here is 0
    double edge_late_s = 0;  // of every rise of the power behind its mark
    double noise_w = 0.05;   // of the power, in pieces of 50 ms
    unsigned seed = 1;
};

struct SimulatedMeter {
    double begin_s = -20;  // on the phone's clock; 0 on its own
    double end_s = 200;
    double drift = 40e-6;
    double step_s = 0.005;
};

// Answers of unequal length, one every 30 s.
SimulatedRun simulated_run(int answers = 6);
std::vector<Attempt> attempts_of(const SimulatedRun& run);
// Above idle.
double net_j(const SimulatedLoad& load, const SimulatedRun& run);
MeterRecording record(const SimulatedRun& run, const SimulatedMeter& meter);

}  // namespace edgebench
