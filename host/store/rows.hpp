#pragma once
// Steps of a transaction that several functions of Database share. Each returns the row's key,
// whether the row was there or is new.

#include "host/types/study.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace edgebench::store {

std::int64_t device_row(SQLite::Database& database, const DeviceIdentity& device);
std::int64_t device_build_row(SQLite::Database& database, const DeviceIdentity& device);
std::int64_t engine_row(SQLite::Database& database, const EngineBuild& engine);
std::int64_t study_row(SQLite::Database& database, const Study& study);
// The keys of the study's cells, by position. `study` is the key of its row.
std::vector<std::int64_t> cell_rows(SQLite::Database& database, std::int64_t study);
std::int64_t plan_row(SQLite::Database& database, const Study& study, const std::string& plan_id);

}  // namespace edgebench::store
