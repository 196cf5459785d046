#include "agent/sysfs_power.hpp"

#include "agent/battery.hpp"
#include "agent/open_file.hpp"
#include "protocol/power_source.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace edgebench::agent {
namespace {

class SysfsPower : public PowerSource {
  public:
    SysfsPower(std::string_view name, OpenFile value, OpenFile voltage)
        : name_(name), value_(std::move(value)), voltage_(std::move(voltage)) {}

    std::string name() const override { return name_; }

    std::optional<RawReading> poll() override {
        const auto value = value_.integer();
        if (!value) return std::nullopt;
        return RawReading{.current_raw = *value, .voltage_raw = voltage_.integer()};
    }

  private:
    std::string name_;
    OpenFile value_;
    OpenFile voltage_;
};

const char* file_of(std::string_view name) {
    return name == k_charge_counter ? "charge_counter" : "current_now";
}

std::string why_unreadable(int error) {
    if (error == EACCES || error == EPERM) return "refused to the shell by this phone's policy";
    return error == 0 ? "not an integer" : std::generic_category().message(error);
}

}  // namespace

std::unique_ptr<PowerSource> open_sysfs_power(std::string_view name,
                                              const std::filesystem::path& sys_root) {
    const auto battery = find_battery(sys_root);
    if (!battery) return nullptr;
    OpenFile value(*battery / file_of(name));
    if (!value.integer()) return nullptr;
    return std::make_unique<SysfsPower>(name, std::move(value), OpenFile(*battery / "voltage_now"));
}

PowerSourceInfo probe_sysfs_power(std::string_view name, const std::filesystem::path& sys_root) {
    PowerSourceInfo info;
    info.name = name;
    const auto battery = find_battery(sys_root);
    if (!battery) {
        info.detail = "no battery in " + (sys_root / "class/power_supply").string();
        return info;
    }
    const auto path = *battery / file_of(name);
    const OpenFile value(path);
    info.available = value.integer().has_value();
    info.detail = path.string();
    if (!info.available) info.detail += ": " + why_unreadable(value.error());
    return info;
}

}  // namespace edgebench::agent
