#include "host/metrics/backend_use.hpp"

#include <algorithm>

namespace edgebench {

std::vector<std::string> backend_reasons(const EngineSettings& asked, const EngineReport& report) {
    constexpr const char* k_not_used = "backend not used";
    const auto& devices = report.devices;
    if (asked.backend == "cpu") {
        return devices.empty() ? std::vector<std::string>{} : std::vector<std::string>{k_not_used};
    }
    const auto* backend = find_backend(asked.backend);
    const bool there = backend != nullptr &&
                       std::any_of(devices.begin(), devices.end(), [&](const std::string& device) {
                           return device.starts_with(backend->device_prefix);
                       });
    const bool layers = report.offloaded_layers.value_or(0) > 0;
    if (there && layers) return {};
    return {k_not_used};
}

}  // namespace edgebench
