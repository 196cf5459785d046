#pragma once
// How far a copy, a download or a hash has come: a changing line on a terminal, a line every tenth
// elsewhere.

#include "host/cli/console.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace edgebench::cli {

class ByteProgress {
  public:
    explicit ByteProgress(Console& console) : console_(console) {}

    void show(const std::string& label, std::int64_t done, std::int64_t total);

  private:
    Console& console_;
    void begin(const std::string& label, std::int64_t done);
    std::optional<double> bytes_per_s(std::int64_t done) const;

    std::string label_;        // of what is shown at present
    std::int64_t tenths_ = 0;  // of it that have been told in lines
    std::chrono::steady_clock::time_point began_;
    std::int64_t began_at_ = 0;  // bytes that were there by then
};

}  // namespace edgebench::cli
