#include "host/store/query.hpp"
#include "protocol/error.hpp"
#include "tests/host/store/fixture.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

#include <unistd.h>

#include <map>

namespace edgebench::store {
namespace {

namespace fs = std::filesystem;

fs::path filled_file(const TempDir& folder) {
    Database database(folder / "results.db");
    database.record_attempt(small_study(), finished_attempt(0));
    database.close();
    return database.file();
}

Error error_of(const fs::path& file, const std::string& sql, const QueryLimits& limits = {}) {
    try {
        run_query(file, sql, limits);
    } catch (const Error& error) {
        return error;
    }
    FAIL("nothing was thrown by: " + sql);
    return {ErrorCode::internal, ""};
}

TEST_CASE("a query gives typed cells", "[host/store]") {
    const TempDir folder;
    const auto result =
        run_query(filled_file(folder),
                  "SELECT 1 AS one, 2.5, 'text' || char(0) || 'x', x'00ff', NULL; -- end\n");
    CHECK(result.columns.at(0) == "one");
    REQUIRE(result.rows.size() == 1);
    const auto& row = result.rows[0];
    CHECK(std::get<std::int64_t>(row[0]) == 1);
    CHECK(std::get<double>(row[1]) == 2.5);
    CHECK(std::get<std::string>(row[2]) == std::string("text\0x", 6));
    CHECK(std::get<Blob>(row[3]) == Blob{0x00, 0xff});
    CHECK(std::holds_alternative<std::monostate>(row[4]));
}

TEST_CASE("a query without rows still has its columns", "[host/store]") {
    const TempDir folder;
    const auto result = run_query(filled_file(folder), "SELECT trial FROM results WHERE 0");
    CHECK(result.columns == std::vector<std::string>{"trial"});
    CHECK(result.rows.empty());
}

TEST_CASE("the shape of the tables can be asked for", "[host/store]") {
    const TempDir folder;
    const auto file = filled_file(folder);
    CHECK_FALSE(run_query(file, "SELECT name FROM pragma_table_info('results')").rows.empty());
    CHECK_FALSE(run_query(file, "PRAGMA table_list").rows.empty());
    CHECK_FALSE(run_query(file, "SELECT * FROM pragma_foreign_key_list('slot')").rows.empty());
    CHECK(run_query(file, "SELECT value FROM json_each('[1, 2]')").rows.size() == 2);
    CHECK_FALSE(run_query(file, "EXPLAIN QUERY PLAN SELECT * FROM cells").rows.empty());
}

// Every file of a folder with its content.
std::map<std::string, std::string> state_of(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto name = entry.path().string();
        // What any reader of a WAL database may leave: shared memory and an empty log.
        if (name.ends_with("-shm") || (name.ends_with("-wal") && entry.file_size() == 0)) continue;
        files[name] = test::read_text(entry.path());
    }
    return files;
}

TEST_CASE("a query cannot write anywhere", "[host/store]") {
    const TempDir folder;
    const auto file = filled_file(folder);
    const auto other = (folder / "other.db").string();
    SQLite::Database(other, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE theirs (x)");
    const auto outside = (folder / "outside").string();
    const auto before = state_of(folder.path());
    const std::vector<std::string> attempts{
        "INSERT INTO engine (sha256, name, version) VALUES ('a', 'b', 'c')",
        "WITH x AS (SELECT 1) INSERT INTO engine (sha256, name, version) SELECT 'a','b','c' FROM x",
        "REPLACE INTO engine VALUES (1, 'a', 'b', 'c')",
        "UPDATE attempt SET answer = 'better' RETURNING answer",
        "DELETE FROM attempt",
        "DROP TABLE attempt",
        "DROP VIEW results",
        "ALTER TABLE attempt ADD COLUMN x",
        "CREATE TABLE mine (x)",
        "CREATE TABLE mine AS SELECT 1",
        "CREATE TEMP TABLE mine (x)",
        "CREATE TEMP VIEW mine AS SELECT 1",
        "CREATE INDEX mine ON attempt (answer)",
        "CREATE TRIGGER mine AFTER INSERT ON attempt BEGIN DELETE FROM attempt; END",
        "CREATE TEMP TRIGGER mine AFTER INSERT ON attempt BEGIN DELETE FROM attempt; END",
        "CREATE VIRTUAL TABLE mine USING fts5(x)",
        "CREATE VIRTUAL TABLE temp.mine USING rtree(a, b, c)",
        "ATTACH '" + other + "' AS other",
        "ATTACH '" + outside + "' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO '" + outside + "'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "SAVEPOINT x",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA main.journal_mode = OFF",
        "PRAGMA query_only = 0",
        "PRAGMA writable_schema = 1",
        "PRAGMA user_version = 9",
        "PRAGMA application_id = 9",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA temp_store_directory = '/'",
        "PRAGMA trusted_schema = 1",
        "PRAGMA incremental_vacuum",
        "PRAGMA optimize",
        "PRAGMA hard_heap_limit = 0",
        "SELECT * FROM pragma_journal_mode('delete')",
        "SELECT * FROM pragma_user_version(9)",
        "SELECT load_extension('/lib/x86_64-linux-gnu/libc.so.6')",
        "SELECT writefile('" + outside + "', 'x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT edit('x', 'sh')",
        "SELECT hex(fts3_tokenizer('simple'))",
        "SELECT fts3_tokenizer('mine', x'0000000000000000')",
        "UPDATE sqlite_schema SET sql = ''",
        "INSERT INTO sqlite_dbpage VALUES (1, x'00')",
        "EXPLAIN INSERT INTO engine (sha256, name, version) VALUES ('a', 'b', 'c')",
        "SELECT 1; DELETE FROM attempt",
        "SELECT 1; SELECT 2",
        "SELECT 1; nonsense",
        "/* quiet */ ; DELETE FROM attempt",
        std::string("SELECT 1;\0 DELETE FROM attempt", 30),
        "",
        " -- only words\n",
    };
    for (const auto& sql : attempts) {
        CAPTURE(sql);
        const auto error = error_of(file, sql);
        CHECK(error.code() == ErrorCode::usage);
        CHECK_FALSE(error.message().empty());
        CHECK((state_of(folder.path()) == before));
    }
}

TEST_CASE("a refusal says what was refused", "[host/store]") {
    const TempDir folder;
    const auto file = filled_file(folder);
    const auto message = [&](const std::string& sql) { return error_of(file, sql).message(); };
    CHECK(message("DELETE FROM attempt").find("DELETE from attempt") != std::string::npos);
    CHECK(message("ATTACH 'x' AS y").find("ATTACH of x") != std::string::npos);
    CHECK(message("VACUUM INTO 'x'").find("a statement that writes") != std::string::npos);
    CHECK(message("PRAGMA user_version = 9").find("PRAGMA user_version") != std::string::npos);
    CHECK(message("SELECT load_extension('x')").find("function load_extension") !=
          std::string::npos);
    CHECK(message("SELECT 1; SELECT 2").find("a second statement") != std::string::npos);
    CHECK(message("DROP TABLE attempt").find("refused") != std::string::npos);
}

TEST_CASE("wrong SQL is answered with the place and what was probably meant", "[host/store]") {
    const TempDir folder;
    const auto file = filled_file(folder);
    const auto column = error_of(file, "SELECT energy_net FROM results");
    CHECK(column.message() == "SQL: no such column: energy_net (at character 8)");
    CHECK(column.hint().find("energy_net_j") != std::string::npos);
    CHECK(error_of(file, "SELECT r.ttft FROM results r").hint().find("ttft_s") !=
          std::string::npos);
    CHECK(error_of(file, "SELECT zzzzzzzz FROM results").hint().find("doc/database.md") !=
          std::string::npos);
    CHECK(error_of(file, "SELECT 1 FROM result").hint().find("results") != std::string::npos);
    CHECK(error_of(file, "SELECT 1 FROM qqqqqqqqqq").hint().find("attempts") != std::string::npos);
    CHECK(error_of(file, "SELEC 1").message().find("at character 1") != std::string::npos);
}

TEST_CASE("a query that does not end is stopped", "[host/store]") {
    const TempDir folder;
    const auto file = filled_file(folder);
    QueryLimits limits;
    limits.time = std::chrono::milliseconds(100);
    const auto sql = GENERATE(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
        "SELECT max(a.i * b.i) FROM n a, n b");
    const auto start = std::chrono::steady_clock::now();
    const auto error = error_of(file, sql, limits);
    CHECK(error.message().find("time limit") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("a result is bounded in rows and bytes", "[host/store]") {
    const TempDir folder;
    const auto file = filled_file(folder);
    const std::string endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    QueryLimits limits;
    limits.rows = 10;
    CHECK(error_of(file, endless, limits).hint().find("LIMIT") != std::string::npos);
    CHECK(run_query(file, endless + " LIMIT 10", limits).rows.size() == 10);
    limits.bytes = 1000;
    CHECK(error_of(file, "SELECT zeroblob(1001)", limits).message().find("1000 bytes") !=
          std::string::npos);
    CHECK(error_of(file, "SELECT zeroblob(900000000)").code() == ErrorCode::usage);
}

TEST_CASE("a query on a missing file does not make it", "[host/store]") {
    const TempDir folder;
    const auto file = folder / "none?mode=rwc.db";
    CHECK(error_of(file, "SELECT 1").code() == ErrorCode::database);
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a path may hold any character", "[host/store]") {
    const TempDir folder;
    const auto file = folder / "50% of #1?mode=rwc&x.db";
    Database(file).close();
    CHECK(run_query(file, "SELECT 1").rows.size() == 1);
}

TEST_CASE("a query works in a folder that cannot be written and leaves nothing there",
          "[host/store]") {
    if (geteuid() == 0) return;  // root writes anywhere
    const TempDir folder;
    const auto file = filled_file(folder);
    fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
    CHECK(run_query(file, "SELECT 1 FROM results").rows.size() == 1);
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
    fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST_CASE("a query works beside a writer and sees what it has stored", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_attempt(small_study(), finished_attempt(0));
    CHECK(run_query(database.file(), "SELECT 1 FROM results").rows.size() == 1);
    database.record_attempt(small_study(), finished_attempt(1));
    CHECK(run_query(database.file(), "SELECT 1 FROM results").rows.size() == 2);
}

}  // namespace
}  // namespace edgebench::store
