#pragma once
// Qualification of a phone's fuel gauge: load blocks on the phone, judged one after the other.

#include "host/run/request.hpp"
#include "host/types/gauge_qualification.hpp"

#include <functional>
#include <string>

namespace edgebench::run {

struct Qualified {
    DeviceIdentity device;
    GaugeQualification gauge;
    TrialEnd shown;  // a block, for a plot
};

struct QualifyObserver {
    std::function<void(const std::string& text)> on_note;
    std::function<void(int block, Seconds measured, Seconds at_most)> on_block;
};

// Stores what it finds; every later run on this build of the phone uses it. Throws Error::device
// with the reason when nothing can be found: the phone is charging, its gauge cannot be read, …
Qualified qualify(const PhoneSelector& selector, const std::filesystem::path& database,
                  const QualifyObserver& observer);

}  // namespace edgebench::run
