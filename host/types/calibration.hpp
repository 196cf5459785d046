#pragma once
// How a phone's gauge compares with an external meter.

#include "protocol/units.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace edgebench {

// True power = gain * (power by the gauge) + offset. 1.96 standard errors are 95 %.
struct Calibration {
    double gain = 1;
    double gain_se = 0;
    Watts offset{0};
    Watts offset_se{0};
    double covariance = 0;  // W, of gain and offset
};

// That of one device build and source of readings, with what it rests on.
struct GaugeCalibration {
    std::string method;         // version of the method
    std::string source;         // of the readings that it is for: "sysfs"
    std::string energy_method;  // that made the gauge's energies
    Calibration calibration;
    std::vector<std::string> trials;  // UUIDs
    std::int64_t key = 0;             // in the results database, once it is there
};

// Of one device build, by the source of the readings.
using GaugeCalibrations = std::map<std::string, GaugeCalibration>;

}  // namespace edgebench
