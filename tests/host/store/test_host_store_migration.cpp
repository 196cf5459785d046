#include "host/store/database.hpp"
#include "host/store/query.hpp"
#include "host/store/schema.hpp"
#include "protocol/error.hpp"
#include "tests/host/store/fixture.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

namespace fs = std::filesystem;

// What a version 2 could be.
Schema next_schema(std::string_view step) {
    auto schema = current_schema();
    schema.steps.push_back(step);
    schema.views = "CREATE VIEW results AS SELECT trial, colour FROM attempt";
    return schema;
}
constexpr auto k_good_step = "ALTER TABLE attempt ADD COLUMN colour TEXT";

fs::path filled(const TempDir& folder) {
    Database database(folder / "results.db");
    database.record_attempt(small_study(), finished_attempt(0));
    database.close();
    return database.file();
}

SQLite::Database raw(const fs::path& file) {
    return SQLite::Database(file.string(), SQLite::OPEN_READWRITE);
}

int version_of(const fs::path& file) {
    return raw(file).execAndGet("PRAGMA user_version").getInt();
}

TEST_CASE("a new file has the current version", "[host/store]") {
    const TempDir folder;
    Database(folder / "results.db").close();
    CHECK(version_of(folder / "results.db") == current_schema().version());
    CHECK_FALSE(fs::exists(folder / "results.db.v0.bak"));
}

TEST_CASE("an upgrade keeps the data and a copy of the old file", "[host/store]") {
    const TempDir folder;
    const auto file = filled(folder);
    auto database = raw(file);
    upgrade(database, file, next_schema(k_good_step));
    CHECK(version_of(file) == 2);
    CHECK(database.execAndGet("SELECT count(colour) + count(trial) FROM results").getInt() == 1);
    CHECK(database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE type = 'view'").getInt() ==
          1);
    const auto copy = folder / "results.db.v1.bak";
    REQUIRE(fs::exists(copy));
    CHECK(version_of(copy) == 1);
    CHECK(run_query(copy, "SELECT answer FROM results").rows.size() == 1);
}

TEST_CASE("an upgrade that fails leaves the old version usable", "[host/store]") {
    const TempDir folder;
    const auto file = filled(folder);
    {
        auto database = raw(file);
        CHECK_THROWS(upgrade(database, file,
                             next_schema("ALTER TABLE attempt ADD COLUMN colour TEXT; nonsense")));
    }
    CHECK(version_of(file) == 1);
    CHECK(Database(file, Access::read).trial("last").counted);
    auto database = raw(file);
    upgrade(database, file, next_schema(k_good_step));  // the copy of the first try is replaced
    CHECK(version_of(file) == 2);
}

TEST_CASE("a file of a newer edgebench is refused and left alone", "[host/store]") {
    const TempDir folder;
    const auto file = filled(folder);
    raw(file).exec("PRAGMA user_version = 99");
    const auto use = GENERATE(0, 1, 2);
    try {
        if (use == 0) Database(file, Access::write);
        if (use == 1) Database(file, Access::read);
        if (use == 2) run_query(file, "SELECT 1");
        FAIL("nothing was thrown");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::database);
        CHECK(error.message().find("newer") != std::string::npos);
        CHECK(error.message().find("99") != std::string::npos);
    }
    CHECK(version_of(file) == 99);
}

TEST_CASE("reading a file of an older edgebench says how to upgrade it", "[host/store]") {
    const TempDir folder;
    const auto file = filled(folder);
    auto database = raw(file);
    try {
        require_current(database, file, next_schema(k_good_step));
        FAIL("nothing was thrown");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::database);
        CHECK(error.message().find("older") != std::string::npos);
        CHECK(error.hint().find("upgrades it") != std::string::npos);
    }
    CHECK(version_of(file) == 1);
}

}  // namespace
}  // namespace edgebench::store
