#include "host/fetch/rate_meter.hpp"

namespace edgebench::fetch {
namespace {

constexpr std::chrono::seconds k_window{5};
constexpr std::chrono::milliseconds k_shortest{500};

}  // namespace

void RateMeter::add(Time now, std::int64_t bytes_done) {
    if (!samples_.empty() && bytes_done < samples_.back().second) samples_.clear();
    samples_.emplace_back(now, bytes_done);
    // One sample older than the window stays, so that the whole window is seen.
    while (samples_.size() > 2 && now - samples_[1].first >= k_window) samples_.pop_front();
}

std::optional<double> RateMeter::bytes_per_s() const {
    if (samples_.size() < 2) return std::nullopt;
    const auto& [first_time, first_bytes] = samples_.front();
    const auto& [last_time, last_bytes] = samples_.back();
    if (last_time - first_time < k_shortest) return std::nullopt;
    return static_cast<double>(last_bytes - first_bytes) /
           std::chrono::duration<double>(last_time - first_time).count();
}

}  // namespace edgebench::fetch
