#include "tests/virtual_phone/power_files.hpp"

#include "protocol/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

namespace edgebench::virtual_phone {

constexpr std::size_t k_file_length = 16;
constexpr const char* k_cpu = "devices/system/cpu/";

namespace {

std::string first_line(const std::string& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

}  // namespace

PowerFiles::PowerFiles(const std::filesystem::path& folder, const Personality& personality)
    : folder_(folder), capacity_uah_(personality.capacity_ah * 1e6) {
    set("class/power_supply/battery/type", "Battery");
    set("class/power_supply/battery/technology", "Li-ion");
    set("class/power_supply/battery/health", "Good");
    set("class/power_supply/battery/present", "1");
    set("class/power_supply/battery/charge_full", capacity_uah_);
    set("class/power_supply/usb/type", "USB");
    set("class/power_supply/usb/present", "1");
    set("class/thermal/thermal_zone0/type", "battery");
    set("class/thermal/thermal_zone1/type", "skin");
    // What a C library counts the processors by.
    for (const std::string name : {"online", "possible", "present"})
        set(k_cpu + name, first_line("/sys/" + (k_cpu + name)));
    set("devices/system/cpu/cpufreq/policy0/cpuinfo_max_freq",
        static_cast<double>(personality.cpu_max_khz));
    set("class/thermal/thermal_zone1/trip_point_0_temp", personality.thermal_light.value() * 1000);
}

void PowerFiles::show(const GaugeReading& reading, const PowerState& state) {
    const bool plugged = state.charger == Charger::plugged;
    set("class/power_supply/battery/current_now", std::to_string(reading.current_raw));
    set("class/power_supply/battery/voltage_now", std::to_string(reading.voltage_uv));
    set("class/power_supply/battery/temp", state.battery_temperature.value() * 10);
    set("class/power_supply/battery/capacity", std::floor(state.level_percent));
    set("class/power_supply/battery/charge_counter", capacity_uah_ * state.level_percent / 100.0);
    set("class/power_supply/battery/status", plugged ? "Charging" : "Discharging");
    set("class/power_supply/usb/online", plugged ? "1" : "0");
    const auto cap_khz = static_cast<double>(state.cpu_cap_khz);
    set("devices/system/cpu/cpufreq/policy0/scaling_max_freq", cap_khz);
    set("devices/system/cpu/cpufreq/policy0/scaling_cur_freq", cap_khz);
    set("class/thermal/thermal_zone0/temp", state.battery_temperature.value() * 1000);
    set("class/thermal/thermal_zone1/temp", state.skin_temperature.value() * 1000);
}

void PowerFiles::set(const std::string& name, double value) {
    set(name, std::to_string(std::llround(value)));
}

void PowerFiles::set(const std::string& name, std::string_view text) {
    File& file = files_[name];
    if (file.fd.get() < 0) {
        const std::filesystem::path path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        file.fd = UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0444));
    }
    if (file.text == text) return;
    file.text = text;
    std::string padded(text);
    padded.resize(k_file_length, '\n');
    if (::pwrite(file.fd.get(), padded.data(), padded.size(), 0) !=
        static_cast<ssize_t>(padded.size())) {
        throw Error(ErrorCode::host, "cannot write the phone's " + (folder_ / name).string());
    }
}

}  // namespace edgebench::virtual_phone
