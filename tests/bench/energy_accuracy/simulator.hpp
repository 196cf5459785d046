#pragma once
// A phone whose power is known, seen through a battery gauge and polled by an agent. Written for
// breadth: a trial takes tens of microseconds. It shares no code with the estimators it judges.

#include "protocol/journal.hpp"

#include <cstdint>
#include <random>
#include <vector>

namespace edgebench::bench {

enum class GaugeKind { mean, instant, first_order, half_mean_half_instant, filtered_mean };

struct Conditions {
    // The phone's load.
    double idle_w = 1.5;
    double prefill_w = 7;
    double decode_w = 5;
    double prefill_s = 2;
    double decode_s = 8;
    double idle_s = 10;          // each idle window
    double unsteadiness = 0.08;  // relative, of the power, in pieces of 50 ms
    double answer_sd = 0.04;     // relative, of the power above idle, from answer to answer
    double phase_sd = 0.02;      // the same, by phase
    double length_sd = 0.01;     // relative, of each duration
    double drift_w_per_s = 0;    // of the idle power
    double ramp_s = 0;           // the power's way up and down at the edges of a load
    double decline = 0;          // relative fall of the decode power from first to last token
    std::vector<double> prompts = {1};  // lengths of both phases, relative; trial i has i % size

    // The battery.
    double open_circuit_v = 3.9;
    double resistance_ohm = 0.06;
    double voltage_every_s =
        0;  // the shown voltage is this old at most; 0: renewed with the current

    // The gauge.
    GaugeKind kind = GaugeKind::mean;
    double refresh_s = 1;
    double filter_constant_s = 1;
    double period_drift = 0;  // relative, of the refresh period over a minute
    double jitter_s = 0.003;
    double quantum_ua = 500;
    double gauge_noise = 0.002;    // relative, of a reading
    bool positive = false;         // the sign of discharging
    std::vector<double> replayed;  // relative deviations of the idle power, one a second

    // The agent.
    double poll_s = 0.1;
    double poll_lateness_s = 0.004;  // at most
    double missed_polls = 0;         // share
};

struct PhaseTruth {
    double net_j = 0;  // above the idle power without its unsteadiness
    double gross_j = 0;
    double length_s = 0;
};

struct SimulatedAnswer {
    TrialEnd end;
    PhaseTruth prefill;
    PhaseTruth decode;
    std::size_t prompt = 0;
    double net_j() const { return prefill.net_j + decode.net_j; }
    double gross_j() const { return prefill.gross_j + decode.gross_j; }
};

SimulatedAnswer simulate_answer(const Conditions& conditions, std::size_t number,
                                std::mt19937_64& random);

// What the mean over endlessly many answers would be.
double expected_net_j(const Conditions& conditions);

}  // namespace edgebench::bench
