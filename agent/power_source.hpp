#pragma once
// Where raw power readings come from. A source is opened before a measured window; inside it only
// reads what is open already.

#include <cstdint>
#include <optional>
#include <string>

namespace edgebench::agent {

// As the source gives them: unit and sign are decided by the host.
struct RawReading {
    std::int64_t current_raw = 0;
    std::optional<std::int64_t> voltage_raw;

    bool operator==(const RawReading&) const = default;
};

class PowerSource {
  public:
    virtual ~PowerSource() = default;
    virtual std::string name() const = 0;
    // Nothing when this poll failed.
    virtual std::optional<RawReading> poll() = 0;
};

}  // namespace edgebench::agent
