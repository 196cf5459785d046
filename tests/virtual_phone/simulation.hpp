#pragma once
// Runs model, gauge and files from the CPU time that the container measures; a thread of its own,
// so that busy adb traffic never delays a refresh. All members may be called from any thread.

#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/gauge.hpp"
#include "tests/virtual_phone/power_files.hpp"
#include "tests/virtual_phone/power_model.hpp"
#include "tests/virtual_phone/truth.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

namespace edgebench::virtual_phone {

DeviceTime boot_time_now();

class Simulation {
  public:
    Simulation(const Personality& personality, const std::filesystem::path& sys_folder);
    ~Simulation() { power_off(); }

    // Follows the ticks (CpuTick records) that arrive on `ticks` until its other end is closed.
    void power_on(UniqueFd ticks);
    // Waits for that end; the container must be gone or going.
    void power_off();

    std::optional<TrueEnergy> truth(DeviceTime from, DeviceTime to);
    void set_charger(Charger charger);
    void set_level(double percent);
    void set_temperature(Celsius battery);

  private:
    void follow(UniqueFd ticks);
    void step(DeviceTime now, Seconds cpu);

    std::mutex mutex_;  // guards all below but thread_
    PowerModel model_;
    Gauge gauge_;
    PowerFiles files_;
    Truth truth_;
    std::thread thread_;
};

}  // namespace edgebench::virtual_phone
