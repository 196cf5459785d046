#include "agent/cpu_frequency.hpp"

#include <algorithm>
#include <system_error>

namespace edgebench::agent {
namespace fs = std::filesystem;
namespace {

// policy0, policy4, policy7: in the order of their first processors.
std::vector<fs::path> policies(const fs::path& sys_root) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (fs::directory_iterator entry(sys_root / "devices/system/cpu/cpufreq", ignored), end;
         entry != end; entry.increment(ignored)) {
        if (entry->path().filename().string().starts_with("policy")) found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
        const auto name_a = a.filename().string(), name_b = b.filename().string();
        return std::pair(name_a.size(), name_a) < std::pair(name_b.size(), name_b);
    });
    return found;
}

}  // namespace

CpuFrequencies::CpuFrequencies(const fs::path& sys_root, std::size_t expected_samples) {
    for (const auto& policy : policies(sys_root)) {
        files_.push_back(
            {OpenFile(policy / "scaling_cur_freq"), OpenFile(policy / "scaling_max_freq")});
        auto& column = columns_.emplace_back();
        column.policy = policy.filename();
        column.time_ns.reserve(expected_samples);
        column.current_khz.reserve(expected_samples);
        column.cap_khz.reserve(expected_samples);
    }
}

void CpuFrequencies::sample(DeviceTime time) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
        columns_[i].time_ns.push_back(time.value());
        columns_[i].current_khz.push_back(files_[i].current.integer());
        columns_[i].cap_khz.push_back(files_[i].cap.integer());
    }
}

}  // namespace edgebench::agent
