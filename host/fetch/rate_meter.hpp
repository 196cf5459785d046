#pragma once
// How fast bytes came over the last seconds.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace edgebench::fetch {

class RateMeter {
  public:
    using Time = std::chrono::steady_clock::time_point;

    // A count below the one before it begins anew.
    void add(Time now, std::int64_t bytes_done);
    // Nothing before half a second has been seen.
    std::optional<double> bytes_per_s() const;

  private:
    std::deque<std::pair<Time, std::int64_t>> samples_;
};

}  // namespace edgebench::fetch
