#include "agent/power_probe.hpp"

#include "agent/battery_service.hpp"
#include "agent/perfetto.hpp"
#include "agent/rapl_power.hpp"
#include "agent/sysfs_power.hpp"
#include "protocol/error.hpp"
#include "protocol/power_source.hpp"

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

PowerSourceInfo info_of(std::string_view name, bool available, std::string detail) {
    PowerSourceInfo info;
    info.name = name;
    info.available = available;
    info.detail = std::move(detail);
    return info;
}

asio::awaitable<void> look_at_perfetto(std::vector<PowerSourceInfo>& sources) {
    try {
        const auto found = co_await try_perfetto();
        sources.push_back(info_of(k_rails, found.rails > 0,
                                  found.rails > 0 ? std::to_string(found.rails) + " rails"
                                                  : "this phone does not measure its rails"));
        const char* detail = "the trace holds no battery current";
        if (found.current) detail = found.voltage ? "current and voltage" : "current, no voltage";
        sources.push_back(info_of(k_android_power, found.current, detail));
    } catch (const Error& error) {
        for (const auto name : {k_rails, k_android_power}) {
            sources.push_back(info_of(name, false, error.message()));
        }
    }
}

}  // namespace

asio::awaitable<void> PowerProbe::look() {
    std::vector<PowerSourceInfo> sources;
    co_await look_at_perfetto(sources);
#ifdef __x86_64__
    sources.push_back(probe_rapl(sys_root_));
#endif
    sources.push_back(probe_sysfs_power(k_sysfs, sys_root_));
    const auto current = co_await read_current_property();
    sources.push_back(info_of(
        k_battery_properties, current.has_value(),
        current ? "a process each second" : "`service call batteryproperties` gives no current"));
    sources.push_back(probe_sysfs_power(k_charge_counter, sys_root_));
    battery_ = co_await read_battery_state(sys_root_);
    sources_ = std::move(sources);
}

std::vector<std::unique_ptr<PowerSource>> open_polled_sources(
    const std::vector<std::string>& names, const std::filesystem::path& sys_root) {
    std::vector<std::unique_ptr<PowerSource>> opened;
    for (const auto& name : names) {
        std::unique_ptr<PowerSource> source;
        if (name == k_sysfs || name == k_charge_counter) source = open_sysfs_power(name, sys_root);
#ifdef __x86_64__
        if (name == k_rapl) source = open_rapl(sys_root);
#endif
        if (source) opened.push_back(std::move(source));
    }
    return opened;
}

}  // namespace edgebench::agent
