// doc/database.md is held to what the database really is.

#include "host/store/database.hpp"
#include "host/store/query.hpp"
#include "tests/host/store/fixture.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <sstream>

namespace edgebench::store {
namespace {

std::string document() {
    return test::read_text(std::filesystem::path(EDGEBENCH_SOURCE_DIR) / "doc/database.md");
}

std::vector<std::string> column(Database& database, const std::string& sql) {
    std::vector<std::string> values;
    for (const auto& row : run_query(database.file(), sql).rows)
        values.push_back(std::get<std::string>(row.at(0)));
    return values;
}

// From the heading that names `table` to the next heading.
std::string section_on(const std::string& table) {
    std::istringstream lines(document());
    std::string section;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("#")) inside = line.find("`" + table + "`") != std::string::npos;
        if (inside) section += line + "\n";
    }
    return section;
}

std::vector<std::string> examples() {
    std::istringstream lines(document());
    std::vector<std::string> queries;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "```sql") queries.emplace_back();
        if (line.starts_with("```"))
            inside = line == "```sql";
        else if (inside)
            queries.back() += line + "\n";
    }
    return queries;
}

// Enough of everything that each example has something to say.
void fill(Database& database) {
    auto study = small_study();
    database.record_plan_begin(study, plan_begin());
    for (const auto& slot : study.slots) {
        auto attempt = finished_attempt(slot.index);
        attempt.energy.net = Joules(2.0 + slot.cell + 0.1 * static_cast<double>(slot.index));
        database.record_attempt(study, attempt);
    }
    database.record_attempt(study, attempt_without(Metric::energy, "charging", 0, 2));
    auto sustained = finished_attempt(2, 2);
    sustained.sustained = sustained_minutes();
    database.record_attempt(study, sustained);
    database.record_attempt(study, ended_attempt(Outcome::failed, "engine died", 1, 2));
}

TEST_CASE("every column of every table and view is documented", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto tables = column(database,
                               "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
                               "AND name NOT LIKE 'sqlite_%'");
    CHECK(tables.size() > 20);
    for (const auto& table : tables) {
        auto section = section_on(table);
        if (table == "attempts") section += section_on("results");
        CAPTURE(table);
        REQUIRE_FALSE(section.empty());
        for (const auto& name :
             column(database, "SELECT name FROM pragma_table_info('" + table + "')")) {
            CAPTURE(name);
            CHECK(section.find("`" + name + "`") != std::string::npos);
        }
    }
}

TEST_CASE("the documented columns of the views exist", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const std::string view = GENERATE("results", "attempts", "cells");
    const auto columns = column(database, "SELECT name FROM pragma_table_info('" + view + "')");
    const std::set<std::string> existing(columns.begin(), columns.end());
    std::istringstream lines(section_on(view));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `")) continue;
        const auto first_cell = line.substr(0, line.find(" | ", 2));
        std::istringstream words(first_cell);
        for (std::string word; std::getline(words, word, '`') && std::getline(words, word, '`');) {
            CAPTURE(word);
            CHECK(existing.contains(word));
        }
    }
}

TEST_CASE("every example query runs and has rows", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    fill(database);
    const auto queries = examples();
    CHECK(queries.size() >= 10);
    for (const auto& sql : queries) {
        CAPTURE(sql);
        CHECK_FALSE(run_query(database.file(), sql).rows.empty());
    }
}

}  // namespace
}  // namespace edgebench::store
