#pragma once
// The phone's /sys/class/power_supply, /sys/class/thermal and /sys/devices/system/cpu as regular
// files in a folder that the container sees; the first two again as its HAL has them, for the
// phone's own services. Each has a fixed length (text padded with line ends) and changes by a
// single pwrite, so that a reader which keeps it open always sees a whole number.

#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/gauge.hpp"
#include "tests/virtual_phone/personality.hpp"
#include "tests/virtual_phone/power_model.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace edgebench::virtual_phone {

class PowerFiles {
  public:
    // Makes class/power_supply/{battery,usb}, class/thermal/thermal_zone{0,1} and
    // devices/system/cpu under `folder`, and what is in class/ in hal/ too, with `rails`.
    PowerFiles(const std::filesystem::path& folder, const Personality& personality);

    void show(const GaugeReading& reading, const PowerState& state);
    // The rails count all the time, not only when the gauge refreshes.
    void count_rails(const PowerState& state);

  private:
    struct File {
        UniqueFd fd;
        std::string text;
    };
    void set(const std::string& name, std::string_view text);
    void set(const std::string& name, double value);
    void write(const std::string& path, std::string_view text, std::size_t length);

    std::filesystem::path folder_;
    double capacity_uah_;
    SysfsAccess access_;
    PerfettoSupport perfetto_;
    std::map<std::string, File> files_;
};

}  // namespace edgebench::virtual_phone
