#include "tests/virtual_phone/power_files.hpp"

#include "protocol/error.hpp"
#include "tests/virtual_phone/rails.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

namespace edgebench::virtual_phone {

constexpr std::size_t k_file_length = 16;
constexpr std::size_t k_rails_length = 256;
constexpr std::string_view k_class = "class/";
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
    : folder_(folder),
      capacity_uah_(personality.capacity_ah * 1e6),
      access_(personality.sysfs),
      perfetto_(personality.perfetto) {
    write_file(folder_ / "hal/perfetto_version", std::to_string(personality.perfetto_version));
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
    write(name, text, k_file_length);
    if (name.starts_with(k_class)) write("hal/" + name.substr(k_class.size()), text, k_file_length);
}

// TIME_NS ENERGY_UWS… TIME_NS: a reader that sees two times caught it between two counts.
void PowerFiles::count_rails(const PowerState& state) {
    if (perfetto_ != PerfettoSupport::rails) return;
    const auto time = std::to_string(state.time.value());
    const Joules idle = state.idle_energy;
    const Joules work = state.energy - state.idle_energy;
    std::string text = time;
    for (const auto& rail : k_rails) {
        const Joules energy = idle * rail.idle_share + work * rail.work_share;
        text += ' ' + std::to_string(std::llround(energy.value() * 1e6));
    }
    write("hal/rails", text + ' ' + time, k_rails_length);
}

void PowerFiles::write(const std::string& path, std::string_view text, std::size_t length) {
    File& file = files_[path];
    if (file.fd.get() < 0) {
        const std::filesystem::path name = folder_ / path;
        const bool refused = access_ == SysfsAccess::refused && path.starts_with("class/power");
        std::filesystem::create_directories(name.parent_path());
        file.fd =
            UniqueFd(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, refused ? 0000 : 0444));
    }
    if (file.text == text) return;
    file.text = text;
    std::string padded(text);
    padded.resize(length, '\n');
    if (::pwrite(file.fd.get(), padded.data(), padded.size(), 0) !=
        static_cast<ssize_t>(padded.size())) {
        throw Error(ErrorCode::host, "cannot write the phone's " + (folder_ / path).string());
    }
}

}  // namespace edgebench::virtual_phone
