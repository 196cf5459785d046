#pragma once
// A sustained trial by the minute. Steps of a transaction of Database.

#include "host/types/sustained.hpp"

#include <cstdint>
#include <vector>

namespace SQLite {
class Database;
}

namespace edgebench::store {

void insert_sustained(SQLite::Database& database, std::int64_t evaluation,
                      const std::vector<SustainedMinute>& minutes);
std::vector<SustainedMinute> load_sustained(SQLite::Database& database, std::int64_t evaluation);

}  // namespace edgebench::store
