#pragma once
// Which power sources this phone offers. Looking costs processes, a second of tracing among them:
// never inside a measured window.

#include "agent/power_source.hpp"
#include "protocol/device_info.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <memory>
#include <vector>

namespace edgebench::agent {

class PowerProbe {
  public:
    explicit PowerProbe(std::filesystem::path sys_root) : sys_root_(std::move(sys_root)) {}

    boost::asio::awaitable<void> look();
    bool has_looked() const { return !sources_.empty(); }
    // As of the last look: every source that edgebench knows, best first, with the reason where it
    // cannot be used.
    const std::vector<PowerSourceInfo>& sources() const { return sources_; }
    const BatteryState& battery() const { return battery_; }

  private:
    std::filesystem::path sys_root_;
    std::vector<PowerSourceInfo> sources_;
    BatteryState battery_;
};

// Those of `names` that are polled by reading a file, and that this phone has.
std::vector<std::unique_ptr<PowerSource>> open_polled_sources(
    const std::vector<std::string>& names, const std::filesystem::path& sys_root);

}  // namespace edgebench::agent
