#include "host/store/database.hpp"
#include "host/store/query.hpp"
#include "protocol/error.hpp"
#include "tests/host/store/fixture.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

#include <unistd.h>

#include <fstream>

namespace edgebench::store {
namespace {

namespace fs = std::filesystem;

// The error that `action` ends with.
template <class Action>
Error error_of(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    FAIL("nothing was thrown");
    return {ErrorCode::internal, ""};
}

TEST_CASE("a new database and its folder are made on first use", "[host/store]") {
    const TempDir folder;
    const auto file = folder / "new/folder/results.db";
    Database(file).close();
    CHECK(fs::exists(file));
    CHECK_NOTHROW(Database(file, Access::read));
}

TEST_CASE("after close a copy of the file alone is whole", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    Database reader(folder / "results.db", Access::read);  // keeps the log from being removed
    database.record_attempt(small_study(), finished_attempt(0));
    database.close();
    fs::copy_file(folder / "results.db", folder / "copy.db");
    CHECK(Database(folder / "copy.db", Access::read).trial("last").attempt.slot == 0);
    CHECK(fs::file_size(folder / "results.db-wal") == 0);
}

TEST_CASE("reading a database that does not exist neither works nor makes it", "[host/store]") {
    const TempDir folder;
    const auto file = folder / "none.db";
    const auto error = error_of([&] { Database(file, Access::read); });
    CHECK(error.code() == ErrorCode::database);
    CHECK(error.message().find(file.string()) != std::string::npos);
    CHECK_FALSE(error.hint().empty());
    CHECK_FALSE(fs::exists(file));
}

TEST_CASE("a file that is not a database of edgebench is left alone", "[host/store]") {
    const TempDir folder;
    const auto other = folder / "other.db";
    SQLite::Database(other.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE theirs (x)");
    CHECK(error_of([&] { Database database(other); }).message().find("not a database of") !=
          std::string::npos);
    const auto text = folder / "text.db";
    std::ofstream(text) << std::string(5000, 'x');
    const auto error = error_of([&] { Database database(text); });
    CHECK(error.code() == ErrorCode::database);
    CHECK(error.hint().find("damaged") != std::string::npos);
}

TEST_CASE("a second writer waits and is then told that the file is in use", "[host/store]") {
    const TempDir folder;
    const auto file = folder / "results.db";
    Database database(file, Access::write, {.busy_timeout = std::chrono::milliseconds(20)});
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    const auto error = error_of([&] { database.record_study(small_study()); });
    CHECK(error.code() == ErrorCode::database);
    CHECK(error.transient());
    other.exec("COMMIT");
    CHECK_NOTHROW(database.record_study(small_study()));
}

TEST_CASE("a full disk is an error with the path, and keeps what was stored", "[host/store]") {
    const TempDir folder;
    const auto file = folder / "results.db";
    const auto study = small_study();
    Database(file).record_attempt(study, finished_attempt(0));
    const auto pages = static_cast<std::int64_t>(fs::file_size(file)) / 4096;
    Database database(file, Access::write, {.busy_timeout = {}, .max_pages = pages});
    auto large = finished_attempt(1);
    large.end.answer = std::string(1 << 20, 'a');
    const auto error = error_of([&] { database.record_attempt(study, large); });
    CHECK(error.code() == ErrorCode::database);
    CHECK(error.message().find(file.string()) != std::string::npos);
    CHECK(error.hint().find("space") != std::string::npos);
    CHECK(database.filled_slots(study.id) == std::set<std::int64_t>{0});
    CHECK(run_query(file, "SELECT 1 FROM attempt").rows.size() == 1);
}

TEST_CASE("a file that cannot be written says so", "[host/store]") {
    if (geteuid() == 0) return;  // root writes anywhere
    const TempDir folder;
    const auto file = folder / "results.db";
    Database(file).close();
    fs::permissions(file, fs::perms::owner_read);
    const auto error = error_of([&] {
        Database database(file);
        database.record_study(small_study());
    });
    CHECK(error.code() == ErrorCode::database);
    CHECK(error.hint().find("--db") != std::string::npos);
}

TEST_CASE("a device keeps the id it was first seen with", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    CHECK_FALSE(database.known_device_id("PIXEL1"));
    database.record_device(pixel());
    database.record_device(pixel());
    CHECK(database.known_device_id("PIXEL1") == "id-one");
    auto updated = pixel();
    updated.fingerprint = "google/pixel/2";
    database.record_device(updated);
    CHECK(database.known_device_id("PIXEL1") == "id-one");
}

TEST_CASE("another identity behind a serial number counts only once accepted", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_device(pixel());
    auto other = pixel();
    other.id = "id-two";
    database.record_device(other);  // a plan of another host, say
    CHECK(database.known_device_id("PIXEL1") == "id-one");
    database.accept_new_identity(other);
    database.record_device_event(other, "identity", "accepted");
    CHECK(database.known_device_id("PIXEL1") == "id-two");
    database.accept_new_identity(pixel());
    CHECK(database.known_device_id("PIXEL1") == "id-one");
}

}  // namespace
}  // namespace edgebench::store
