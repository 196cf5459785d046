#include "agent/sysfs_power.hpp"

#include "agent/battery.hpp"
#include "agent/open_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace edgebench::agent {
namespace {

constexpr const char* k_name = "sysfs";

class SysfsPower : public PowerSource {
  public:
    SysfsPower(OpenFile current, OpenFile voltage)
        : current_(std::move(current)), voltage_(std::move(voltage)) {}

    std::string name() const override { return k_name; }

    std::optional<RawReading> poll() override {
        const auto current = current_.integer();
        if (!current) return std::nullopt;
        return RawReading{.current_raw = *current, .voltage_raw = voltage_.integer()};
    }

  private:
    OpenFile current_;
    OpenFile voltage_;
};

std::string why_unreadable(int error) {
    if (error == EACCES || error == EPERM) return "refused to the shell by this phone's policy";
    return error == 0 ? "not an integer" : std::generic_category().message(error);
}

}  // namespace

std::unique_ptr<PowerSource> open_sysfs_power(const std::filesystem::path& sys_root) {
    const auto battery = find_battery(sys_root);
    if (!battery) return nullptr;
    OpenFile current(*battery / "current_now");
    if (!current.integer()) return nullptr;
    return std::make_unique<SysfsPower>(std::move(current), OpenFile(*battery / "voltage_now"));
}

PowerSourceInfo probe_sysfs_power(const std::filesystem::path& sys_root) {
    PowerSourceInfo info;
    info.name = k_name;
    const auto battery = find_battery(sys_root);
    if (!battery) {
        info.detail = "no battery in " + (sys_root / "class/power_supply").string();
        return info;
    }
    const auto path = *battery / "current_now";
    const OpenFile current(path);
    info.available = current.integer().has_value();
    info.detail = path.string();
    if (!info.available) info.detail += ": " + why_unreadable(current.error());
    return info;
}

}  // namespace edgebench::agent
