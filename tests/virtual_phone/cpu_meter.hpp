#pragma once
// CPU time of all processes in this PID namespace but its init, dead ones included. Runs inside the
// container's init, where nothing is reaped behind its back.

#include <cstdint>

namespace edgebench::virtual_phone {

// What the container sends to the simulation at each tick.
struct CpuTick {
    std::int64_t time_ns = 0;  // CLOCK_BOOTTIME
    std::int64_t cpu_ns = 0;   // cumulative since the container began
};

class CpuMeter {
  public:
    // Never falls from one call to the next.
    CpuTick read();

  private:
    std::int64_t highest_ns_ = 0;
};

}  // namespace edgebench::virtual_phone
