#pragma once
// What the phone was like during an attempt: clocks and heat. Steps of a transaction of Database.

#include "protocol/journal.hpp"

#include <cstdint>

namespace SQLite {
class Database;
}

namespace edgebench::store {

// Throws Error::integrity where columns differ in length.
void insert_conditions(SQLite::Database& database, std::int64_t attempt, const TrialEnd& end);
void load_conditions(SQLite::Database& database, std::int64_t attempt, TrialEnd& end);

}  // namespace edgebench::store
