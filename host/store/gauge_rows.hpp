#pragma once
// Gauge profiles. Steps of transactions of Database.

#include "host/types/gauge.hpp"

#include <cstdint>
#include <optional>

namespace SQLite {
class Database;
}

namespace edgebench::store {

// The row of this very profile of the build; a new one if there is none.
std::int64_t gauge_row(SQLite::Database& database, std::int64_t device_build,
                       const GaugeProfile& gauge);
std::optional<GaugeProfile> load_gauge(SQLite::Database& database, std::optional<std::int64_t> key);

}  // namespace edgebench::store
