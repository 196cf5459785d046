#include "host/store/database.hpp"
#include "tests/host/store/fixture.hpp"
#include "tests/host/store/query_rows.hpp"

#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

EngineTryout tryout() {
    return {pixel(), {"engine sha", "llama.cpp", "b9999"}};
}

TEST_CASE("the newest check of an engine on a build counts", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    CHECK_FALSE(database.engine_check(tryout()));
    database.record_engine_check(tryout(), {"-fa", "exited", {}});
    database.record_engine_check(tryout(), {"", "", {"build", "threads"}});
    const auto check = database.engine_check(tryout());
    REQUIRE(check);
    CHECK(check->works());
    CHECK(check->untold == std::vector<std::string>{"build", "threads"});
    const auto rows = rows_of(database, "SELECT unknown_option, failure FROM engine_check");
    REQUIRE(rows.size() == 2);
    CHECK(is_null(rows[1], "unknown_option"));
    CHECK(is_null(rows[1], "failure"));
}

TEST_CASE("another build of the phone or of the engine has to be tried anew", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_engine_check(tryout(), {});
    auto other = tryout();
    other.device.fingerprint += "-updated";
    CHECK_FALSE(database.engine_check(other));
    other = tryout();
    other.engine.id = "another sha";
    CHECK_FALSE(database.engine_check(other));
    other = tryout();
    other.engine.version = "another name of the same files";
    CHECK(database.engine_check(other));
}

}  // namespace
}  // namespace edgebench::store
