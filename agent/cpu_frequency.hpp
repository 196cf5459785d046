#pragma once
// The clocks of the phone's processors through <sys>/devices/system/cpu/cpufreq: what they run at,
// and what they are allowed to (a cap that falls is throttling). Files are opened before a window.

#include "agent/open_file.hpp"
#include "protocol/journal.hpp"

#include <filesystem>
#include <vector>

namespace edgebench::agent {

class CpuFrequencies {
  public:
    // Opens the files; reserves memory for so many samples. A phone that shows none has none.
    CpuFrequencies(const std::filesystem::path& sys_root, std::size_t expected_samples);
    void sample(DeviceTime time);
    const std::vector<CpuFrequency>& columns() const { return columns_; }

  private:
    struct Files {
        OpenFile current;
        OpenFile cap;
    };
    std::vector<Files> files_;  // of columns_[i]
    std::vector<CpuFrequency> columns_;
};

}  // namespace edgebench::agent
