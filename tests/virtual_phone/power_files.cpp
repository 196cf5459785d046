#include "tests/virtual_phone/power_files.hpp"

#include "protocol/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>

namespace edgebench::virtual_phone {

constexpr std::size_t k_file_length = 16;

PowerFiles::PowerFiles(const std::filesystem::path& folder, const Personality& personality)
    : folder_(folder / "class"), capacity_uah_(personality.capacity_ah * 1e6) {
    set("power_supply/battery/type", "Battery");
    set("power_supply/battery/technology", "Li-ion");
    set("power_supply/battery/health", "Good");
    set("power_supply/battery/present", "1");
    set("power_supply/battery/charge_full", capacity_uah_);
    set("power_supply/usb/type", "USB");
    set("power_supply/usb/present", "1");
    set("thermal/thermal_zone0/type", "battery");
    set("thermal/thermal_zone1/type", "skin");
}

void PowerFiles::show(const GaugeReading& reading, const PowerState& state) {
    const bool plugged = state.charger == Charger::plugged;
    set("power_supply/battery/current_now", std::to_string(reading.current_raw));
    set("power_supply/battery/voltage_now", std::to_string(reading.voltage_uv));
    set("power_supply/battery/temp", state.battery_temperature.value() * 10);
    set("power_supply/battery/capacity", std::floor(state.level_percent));
    set("power_supply/battery/charge_counter", capacity_uah_ * state.level_percent / 100.0);
    set("power_supply/battery/status", plugged ? "Charging" : "Discharging");
    set("power_supply/usb/online", plugged ? "1" : "0");
    set("thermal/thermal_zone0/temp", state.battery_temperature.value() * 1000);
    set("thermal/thermal_zone1/temp", state.skin_temperature.value() * 1000);
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
