#pragma once
// The tables and views as SQL text (schema_v1.sql, views.sql), and how an older file becomes a
// current one.

#include <filesystem>
#include <string_view>
#include <vector>

namespace SQLite {
class Database;
}

namespace edgebench::store {

// Step i turns version i into version i + 1; version 0 is an empty file. Steps only go forward and
// are never edited once released. The views are dropped and made anew behind any step.
struct Schema {
    std::vector<std::string_view> steps;
    std::string_view views;
    int version() const { return static_cast<int>(steps.size()); }
};
Schema current_schema();

// "EBNC": tells an edgebench database from any other SQLite file.
constexpr int k_application_id = 0x45424E43;

// Throws Error::database for a file of another program or of a later edgebench.
// An older one: `upgrade` saves a copy as FILE.v<N>.bak, then applies the missing steps in one
// transaction; `require_current` throws and says how to upgrade.
void upgrade(SQLite::Database& database, const std::filesystem::path& file, const Schema& schema);
void require_current(SQLite::Database& database, const std::filesystem::path& file,
                     const Schema& schema);

}  // namespace edgebench::store
