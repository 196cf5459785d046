#include "host/store/database.hpp"
#include "host/store/query.hpp"
#include "protocol/error.hpp"
#include "protocol/fields.hpp"
#include "tests/host/store/fixture.hpp"

#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

std::int64_t count(Database& database, const std::string& table) {
    const auto result = run_query(database.file(), "SELECT count(*) FROM " + table);
    return std::get<std::int64_t>(result.rows.at(0).at(0));
}

TEST_CASE("a study is read back as it was recorded", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study();
    study.name = "quantisations";
    study.require = {"latency", "energy"};
    study.cells[1].cold = true;
    study.cells[1].page_cache = PageCache::cold;
    database.record_study(study);
    const auto loaded = database.load_study(study.id);
    REQUIRE(loaded);
    CHECK(to_json(*loaded) == to_json(study));
    CHECK_FALSE(database.load_study("no such study"));
}

TEST_CASE("recording a study again changes nothing", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_study(small_study());
    database.record_study(small_study());
    CHECK(count(database, "study") == 1);
    CHECK(count(database, "slot") == 8);
    auto later = small_study();
    later.id = "another study of the same things";
    database.record_study(later);
    CHECK(count(database, "prompt_set") == 1);
    CHECK(count(database, "model_file") == 2);
    CHECK(count(database, "engine") == 1);
    CHECK(count(database, "device_build") == 1);
}

TEST_CASE("one file under two names is two models", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_study(small_study());
    auto renamed = small_study();
    renamed.id = "renamed";
    renamed.cells[0].model.name = "other";
    database.record_study(renamed);
    CHECK(database.load_study("renamed")->cells[0].model.name == "other");
    CHECK(database.load_study(small_study().id)->cells[0].model.name == "demo");
}

TEST_CASE("a content has the name it was used by last", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    CHECK_FALSE(database.name_of_content("sha of q4_k_m"));
    database.record_study(small_study());
    CHECK(database.name_of_content("sha of q4_k_m") == "demo q4_k_m");
    CHECK(database.name_of_content("engine sha") == "llama.cpp b4000");
    auto renamed = small_study();
    renamed.id = "renamed";
    renamed.cells[0].model.name = "other";
    database.record_study(renamed);
    CHECK(database.name_of_content("sha of q4_k_m") == "other q4_k_m");
}

TEST_CASE("a study whose slot names no prompt or cell is refused whole", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study();
    SECTION("cell") {
        study.slots.back().cell = 9;
    }
    SECTION("prompt") {
        study.slots.back().prompt = 9;
    }
    CHECK_THROWS_AS(database.record_study(study), Error);
    CHECK(count(database, "study") == 0);
    CHECK(count(database, "slot") == 0);
}

TEST_CASE("what is told of a plan again is stored once", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    const auto begin = plan_begin();
    database.record_plan(study, begin.plan);
    CHECK(count(database, "plan WHERE collected_at IS NULL") == 1);
    database.record_plan(study, begin.plan);
    database.record_plan_begin(study, begin);
    database.record_plan_begin(study, begin);
    database.record_event(study, begin.plan.id, {DeviceTime(1), "gate", "waiting"});
    database.record_event(study, begin.plan.id, {DeviceTime(1), "gate", "waiting"});
    CHECK(count(database, "event") == 1);
    database.mark_plan_collected(begin.plan.id);
    CHECK(count(database, "plan WHERE collected_at IS NOT NULL") == 1);
    CHECK(count(database, "plan WHERE policy ->> 'idle_before_s' = 7") == 1);
}

TEST_CASE("a plan of another host is stored in any order", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    CHECK(database.record_attempt(study, finished_attempt(0)));
    database.record_event(study, plan_begin().plan.id, {DeviceTime(1), "gate", "waiting"});
    database.record_plan_begin(study, plan_begin());
    CHECK(count(database, "plan") == 1);
    CHECK(database.trial("last").started_at == "2023-11-14T22:13:21Z");
}

TEST_CASE("a slot is filled by an attempt with every required metric valid", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study();
    study.require = {"latency", "energy"};
    database.record_attempt(study, ended_attempt(Outcome::failed, "engine died", 0));
    database.record_attempt(study, attempt_without(Metric::energy, "charging", 1));
    database.record_attempt(study, attempt_without(Metric::memory, "unreadable", 2));
    database.record_attempt(study, finished_attempt(3));
    CHECK(database.filled_slots(study.id) == std::set<std::int64_t>{2, 3});
    database.record_attempt(study, finished_attempt(1, 2));
    CHECK(database.filled_slots(study.id) == std::set<std::int64_t>{1, 2, 3});
    CHECK(count(database, "attempt") == 5);
}

TEST_CASE("a required metric without a verdict fills nothing", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto attempt = finished_attempt(0);
    attempt.verdicts.clear();
    database.record_attempt(small_study(), attempt);
    CHECK(database.filled_slots(small_study().id).empty());
}

TEST_CASE("the first attempt that fills a slot counts, and only that one", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    database.record_attempt(study, attempt_without(Metric::latency, "disturbed", 0, 1));
    database.record_attempt(study, finished_attempt(0, 2));
    database.record_attempt(study, finished_attempt(0, 3));
    CHECK(database.counted_trials(study.id) ==
          std::vector<std::string>{finished_attempt(0, 2).begin.trial});
    CHECK(database.trial(finished_attempt(0, 2).begin.trial).counted);
    CHECK_FALSE(database.trial("last").counted);
}

TEST_CASE("a study is unfinished until each slot is filled", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study(1);
    CHECK_FALSE(database.find_unfinished_study(study.settings_sha256, pixel()));
    database.record_study(study);
    CHECK(database.find_unfinished_study(study.settings_sha256, pixel()) == study.id);
    CHECK_FALSE(database.find_unfinished_study("other settings", pixel()));
    auto other = pixel();
    other.id = "id-two";
    CHECK_FALSE(database.find_unfinished_study(study.settings_sha256, other));
    for (const auto& slot : study.slots)
        database.record_attempt(study, finished_attempt(slot.index));
    CHECK_FALSE(database.find_unfinished_study(study.settings_sha256, pixel()));
}

TEST_CASE("a study with a precision grows and keeps what it has", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study(1);
    study.precision = PrecisionGoal{.half_width = 0.05, .max_repetitions = 9};
    const auto first_round = study;
    for (const auto& slot : study.slots)
        database.record_attempt(study, finished_attempt(slot.index));
    study.slots.push_back({.index = 4, .cell = 1, .prompt = 0, .repetition = 2});
    database.record_study(study);
    database.record_study(first_round);  // by a plan that is collected late
    const auto loaded = database.load_study(study.id);
    REQUIRE(loaded);
    CHECK(to_json(*loaded) == to_json(study));
    CHECK(database.filled_slots(study.id).size() == 4);
}

TEST_CASE("a study with a precision is unfinished until each cell has stopped", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study(1);
    study.precision = PrecisionGoal();
    for (const auto& slot : study.slots)
        database.record_attempt(study, finished_attempt(slot.index));
    const auto unfinished = [&] {
        return database.find_unfinished_study(study.settings_sha256, pixel()).has_value();
    };
    CHECK(database.cell_states(study.id) == std::vector(2, CellState::goes_on));
    CHECK(unfinished());
    std::vector<CellState> states{CellState::precise, CellState::goes_on};
    database.record_cell_states(study, states);
    CHECK(database.cell_states(study.id) == states);
    CHECK(unfinished());
    states[1] = CellState::out_of_time;  // the same command goes on
    database.record_cell_states(study, states);
    CHECK(unfinished());
    states[1] = CellState::out_of_repetitions;
    database.record_cell_states(study, states);
    CHECK(database.cell_states(study.id) == states);
    CHECK_FALSE(unfinished());
}

}  // namespace
}  // namespace edgebench::store
