#pragma once
// An external power meter beside a phone: its recording, how its clock lies on the phone's, the
// energies it gives, and the calibration of the phone's gauge that follows.

#include "host/types/calibration.hpp"
#include "protocol/units.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// The energy that has flowed since its beginning, over time, on the meter's own clock.
struct MeterRecording {
    std::vector<Seconds> time;  // from 0, ascending
    std::vector<Joules> energy;
    std::size_t samples = 0;         // that it was made from
    Seconds longest_step{0};         // between two samples
    std::vector<std::string> notes;  // what was left out or assumed, for people
};

// Meter time = at_reference + (phone time - reference) * (1 + drift).
struct MeterAlignment {
    std::string method;  // version of the method
    DeviceTime reference;
    Seconds at_reference{0};
    double drift = 0;           // of the meter's clock against the phone's
    Seconds error{0};           // half width at 95 %, where it is largest within the trials
    std::size_t edges = 0;      // of the load, that it rests on
    Seconds edge_deviation{0};  // standard deviation of these edges from it
    // How much later the meter sees a load begin than end: nobody can say which is right.
    Seconds edge_asymmetry{0};
};

// What the meter says about one trial. Nothing means it could not be had; `why_not` says why.
struct MeterEnergy {
    std::string trial;
    std::optional<Joules> net;  // prefill and decode above the baseline
    std::optional<Joules> net_se;
    std::optional<Joules> alignment_se;  // the part of net_se that the alignment causes
    std::optional<Joules> gross;
    std::optional<Joules> load_net;     // cold trials
    std::optional<Joules> prefill_net;  // its part until the first token
    std::optional<Joules> decode_net;
    std::optional<Watts> baseline;       // at the middle of the answer
    std::optional<Joules> gauge_net;     // by the phone's gauge, as it was compared
    std::optional<double> gauge_excess;  // gauge_net / net - 1
    std::string why_not;                 // empty where there is a net energy
};

// A recording with what came of it.
struct MeterImport {
    std::string file;
    std::size_t samples = 0;
    Seconds length{0};
    std::string boot_id;  // of the phone, that the alignment is for
    MeterAlignment alignment;
    std::vector<MeterEnergy> energies;
    std::optional<GaugeCalibration> calibration;
    std::string why_not_calibrated;  // for people; empty with a calibration
};

// One trial of a recording.
struct MeterComparison {
    std::string file;
    MeterAlignment alignment;
    MeterEnergy energy;
};

}  // namespace edgebench
