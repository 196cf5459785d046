#include "host/store/schema.hpp"
#include "protocol/error.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <string>

namespace edgebench::store {
namespace {

int pragma(SQLite::Database& database, const char* name) {
    return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

void set_pragma(SQLite::Database& database, const char* name, int value) {
    database.exec(std::string("PRAGMA ") + name + " = " + std::to_string(value));
}

int checked_version(SQLite::Database& database, const std::filesystem::path& file,
                    const Schema& schema) {
    const bool empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (empty) return 0;
    if (pragma(database, "application_id") != k_application_id)
        throw Error(ErrorCode::database, file.string() + " is not a database of edgebench",
                    "give the path of a results database with --db FILE");
    const int version = pragma(database, "user_version");
    if (version > schema.version())
        throw Error(ErrorCode::database,
                    file.string() + " was written by a newer edgebench (its version is " +
                        std::to_string(version) + ", this program knows " +
                        std::to_string(schema.version()) + ")",
                    "use the newer edgebench, or another file with --db FILE");
    return version;
}

// VACUUM INTO writes a whole copy even while others read; the rename makes it appear at once.
void save_copy(SQLite::Database& database, const std::filesystem::path& file, int version) {
    const auto copy = file.string() + ".v" + std::to_string(version) + ".bak";
    const auto unfinished = copy + ".tmp";
    std::filesystem::remove(unfinished);
    SQLite::Statement vacuum(database, "VACUUM INTO ?");
    vacuum.bind(1, unfinished);
    vacuum.exec();
    std::filesystem::rename(unfinished, copy);
}

void make_views(SQLite::Database& database, const Schema& schema) {
    std::string drops;
    SQLite::Statement views(database, "SELECT name FROM sqlite_schema WHERE type = 'view'");
    while (views.executeStep()) drops += "DROP VIEW \"" + views.getColumn(0).getString() + "\";";
    views.reset();
    database.exec(drops);
    database.exec(std::string(schema.views));
}

}  // namespace

void upgrade(SQLite::Database& database, const std::filesystem::path& file, const Schema& schema) {
    const int before = checked_version(database, file, schema);
    if (before == schema.version()) return;
    if (before > 0) save_copy(database, file, before);
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    // Another process may have been faster.
    const int version = checked_version(database, file, schema);
    for (int step = version; step < schema.version(); ++step)
        database.exec(std::string(schema.steps[static_cast<std::size_t>(step)]));
    if (version < schema.version()) make_views(database, schema);
    set_pragma(database, "application_id", k_application_id);
    set_pragma(database, "user_version", schema.version());
    transaction.commit();
}

void require_current(SQLite::Database& database, const std::filesystem::path& file,
                     const Schema& schema) {
    const int version = checked_version(database, file, schema);
    if (version == schema.version()) return;
    throw Error(ErrorCode::database,
                file.string() + " was written by an older edgebench (its version is " +
                    std::to_string(version) + ", this program reads " +
                    std::to_string(schema.version()) + ")",
                "any command that writes upgrades it and keeps a copy of the old file beside it: "
                "`edgebench collect --db " +
                    file.string() + "`");
}

}  // namespace edgebench::store
