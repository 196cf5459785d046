#pragma once
// A simulated cell, measured as edgebench measures one, beside its truth.

#include "host/energy/cell_energy.hpp"
#include "tests/bench/energy_accuracy/simulator.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench::bench {

struct Truth {
    double net_j = 0, prefill_j = 0, decode_j = 0, gross_j = 0;  // means over the trials
    double expected_net_j = 0;                                   // over endlessly many
};

struct MeasuredCell {
    CellEnergy energy;
    Truth truth;
    std::vector<std::string> reasons;  // of trials without energy
};

// Grows by answers; what is measured is computed anew from all of them.
class CellRun {
  public:
    // `assumed` is the kernel that the estimator is told; the refresh it finds itself.
    CellRun(Conditions conditions, Kernel assumed, std::uint64_t seed);
    void add_answers(int count);
    MeasuredCell measure(Looks looks) const;
    const std::vector<Attempt>& attempts() const { return attempts_; }

  private:
    void find_gauge();

    Conditions conditions_;
    Kernel assumed_;
    std::mt19937_64 random_;
    std::optional<GaugeProfile> gauge_;
    std::vector<SimulatedAnswer> answers_;
    std::vector<Attempt> attempts_;
    std::vector<std::string> reasons_;
};

Kernel true_kernel(const Conditions& conditions);
// Idle windows as long as the tool would make them.
double idle_needed_s(const Conditions& conditions);

}  // namespace edgebench::bench
