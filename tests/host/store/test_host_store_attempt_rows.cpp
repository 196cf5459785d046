#include "host/store/database.hpp"
#include "host/store/query.hpp"
#include "protocol/enum_names.hpp"
#include "protocol/error.hpp"
#include "protocol/fields.hpp"
#include "tests/host/store/fixture.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

TEST_CASE("the raw records of a trial are read back as they were given", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto attempt = finished_attempt(5);
    auto second = attempt.end.readings[0];
    second.source = "rails";
    second.rail = "cpu/S2M";
    attempt.end.readings.push_back(second);
    database.record_attempt(small_study(), attempt);
    const auto loaded = database.load_attempt(attempt.begin.trial);
    CHECK(to_json(loaded.begin) == to_json(attempt.begin));
    CHECK(to_json(loaded.end) == to_json(attempt.end));
    CHECK(loaded.plan_id == attempt.plan_id);
    CHECK(loaded.slot == 5);
}

TEST_CASE("a trial that failed is stored with what there is", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto outcome =
        GENERATE(Outcome::failed, Outcome::not_admitted, Outcome::cancelled, Outcome::interrupted);
    auto attempt = ended_attempt(outcome, "the reason", 1);
    attempt.end.engine_log = "last words";
    attempt.end.engine.devices = {"HTP0"};
    attempt.end.engine.offloaded_layers = 3;
    database.record_attempt(small_study(), attempt);
    const auto loaded = database.load_attempt(attempt.begin.trial);
    CHECK(to_json(loaded.end) == to_json(attempt.end));
    CHECK_FALSE(loaded.latency.ttft);
    CHECK_FALSE(loaded.energy.net);
    CHECK_FALSE(loaded.energy.gauge);
    CHECK(loaded.verdicts.at(0).reasons == std::vector<std::string>{"the reason"});
}

TEST_CASE("derived numbers are read back as they were given", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto attempt = attempt_without(Metric::energy, "charging", 0);
    database.record_attempt(small_study(), attempt);
    const auto loaded = database.load_attempt(attempt.begin.trial);
    CHECK(loaded.latency.decode_tps == attempt.latency.decode_tps);
    CHECK(loaded.latency.load == std::nullopt);
    CHECK(loaded.memory.pss == attempt.memory.pss);
    CHECK(loaded.energy.method == "padded-integral/1");
    CHECK(loaded.energy.net == Joules(2.0));
    CHECK(loaded.energy.net_se == std::nullopt);
    REQUIRE(loaded.energy.gauge);
    CHECK(loaded.energy.gauge->kernel == Kernel::mean);
    CHECK(loaded.energy.gauge->phase == DeviceTime(123));
    REQUIRE(loaded.energy.second);
    CHECK(loaded.energy.second->source == "android.power");
    CHECK(loaded.energy.second->net == Joules(2.1));
    CHECK(loaded.energy.second->disagreement == 0.05);
    REQUIRE(loaded.energy.rails.size() == 2);
    CHECK(loaded.energy.rails[0].rail == "cpu/S2M");
    CHECK(loaded.energy.rails[0].net == Joules(1.4));
    CHECK_FALSE(loaded.energy.rails[1].gross);
    CHECK(loaded.scores == attempt.scores);
    REQUIRE(loaded.verdicts.size() == 4);
    CHECK(loaded.verdicts[0].valid());
    CHECK(loaded.verdicts[1].reasons == attempt.verdicts[1].reasons);
}

TEST_CASE("the limits of a judgement stand beside it, once for all judged alike", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto attempt = finished_attempt(0);
    database.record_attempt(small_study(), attempt);
    database.record_evaluation(small_study(), attempt);
    attempt.limits.baseline_drift.power = Watts(0.5);
    database.record_evaluation(small_study(), attempt);
    const auto rows = run_query(database.file(),
                                "SELECT baseline_drift_w, count(*) FROM evaluation JOIN "
                                "verdict_limits USING (verdict_limits_id) "
                                "GROUP BY verdict_limits_id ORDER BY baseline_drift_w")
                          .rows;
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] == std::vector<QueryCell>{0.2, std::int64_t{2}});
    CHECK(rows[1] == std::vector<QueryCell>{0.5, std::int64_t{1}});
}

TEST_CASE("a trial is stored once", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    CHECK(database.record_attempt(small_study(), finished_attempt(0)));
    auto again = finished_attempt(0);
    again.end.answer = "something else";
    CHECK_FALSE(database.record_attempt(small_study(), again));
    CHECK(database.load_attempt(again.begin.trial).end.answer == "four words of answer");
}

TEST_CASE("an attempt that cannot be stored leaves nothing behind", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto attempt = finished_attempt(0);
    SECTION("columns of unequal length") {
        attempt.end.readings[0].polls.pop_back();
    }
    SECTION("token times of unequal length") {
        attempt.end.token_times.tokens.pop_back();
    }
    SECTION("a slot that the study does not have") {
        attempt.slot = 99;
    }
    SECTION("two verdicts on one metric") {
        attempt.verdicts.push_back(attempt.verdicts[0]);
    }
    CHECK_THROWS_AS(database.record_attempt(small_study(), attempt), Error);
    CHECK(run_query(database.file(), "SELECT 1 FROM attempt").rows.empty());
    CHECK(run_query(database.file(), "SELECT 1 FROM phase").rows.empty());
    CHECK(database.record_attempt(small_study(), finished_attempt(0)));
}

TEST_CASE("a later evaluation counts and the earlier one stays", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study();
    study.require = {"latency", "energy"};
    auto attempt = attempt_without(Metric::energy, "gauge not qualified", 0);
    database.record_attempt(study, attempt);
    CHECK(database.filled_slots(study.id).empty());
    auto later = finished_attempt(0);
    later.energy.method = "padded-integral/2";
    later.energy.net = Joules(2.25);
    database.record_evaluation(study, later);
    CHECK(database.filled_slots(study.id) == std::set<std::int64_t>{0});
    CHECK(database.load_attempt(attempt.begin.trial).energy.net == Joules(2.25));
    CHECK(database.load_attempt(attempt.begin.trial).verdicts.at(1).valid());
    const auto result =
        run_query(database.file(), "SELECT method FROM trial_energy ORDER BY evaluation_id");
    REQUIRE(result.rows.size() == 2);
    CHECK(std::get<std::string>(result.rows[0][0]) == "padded-integral/1");
    CHECK_THROWS_AS(database.record_evaluation(study, finished_attempt(7)), Error);
}

TEST_CASE("an earlier attempt that a later evaluation disqualifies no longer counts",
          "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    database.record_attempt(study, finished_attempt(0, 1));
    database.record_attempt(study, finished_attempt(0, 2));
    database.record_evaluation(study, attempt_without(Metric::latency, "disturbed", 0, 1));
    CHECK(database.counted_trials(study.id) ==
          std::vector<std::string>{finished_attempt(0, 2).begin.trial});
}

TEST_CASE("equal gauge profiles are one row", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_attempt(small_study(), finished_attempt(0));
    database.record_attempt(small_study(), finished_attempt(1));
    auto other = finished_attempt(2);
    other.energy.gauge->phase = std::nullopt;
    database.record_attempt(small_study(), other);
    CHECK(run_query(database.file(), "SELECT 1 FROM gauge_profile").rows.size() == 2);
}

TEST_CASE("a trial is found by its UUID, the beginning of it, or as the last", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    CHECK_THROWS_AS(database.trial("last"), Error);
    database.record_attempt(small_study(), finished_attempt(3));
    database.record_attempt(small_study(), finished_attempt(6));
    CHECK(database.trial("last").attempt.slot == 6);
    CHECK(database.trial("00000003").attempt.slot == 3);
    CHECK(database.trial(finished_attempt(3).begin.trial).attempt.slot == 3);
    CHECK_THROWS_AS(database.trial("0000000"), Error);  // two begin so
    CHECK_THROWS_AS(database.trial("abc"), Error);
    CHECK_THROWS_AS(database.trial(""), Error);
}

TEST_CASE("a trial brings the names of what it rests on", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_attempt(small_study(), finished_attempt(6));
    const auto trial = database.trial("last");
    CHECK(trial.study_id == small_study().id);
    CHECK(trial.device.serial == "PIXEL1");
    CHECK(trial.device.simulated);
    CHECK(trial.model.quant == "iq4_xs");
    CHECK(trial.engine.version == "b4000");
    CHECK(trial.generation.seed == 7);
    CHECK(trial.prompt_set == "two");
    CHECK(trial.prompt.id == "p2");
    CHECK(trial.prompt.tokens == std::vector<std::int32_t>{1, 2, 3});
    CHECK(trial.repetition == 1);
    CHECK(trial.counted);
    CHECK_FALSE(trial.started_at);  // the plan's wall clock is not known here
}

TEST_CASE("missing numbers are NULL in the file", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_attempt(small_study(), ended_attempt(Outcome::failed, "engine died", 0));
    const auto result = run_query(
        database.file(),
        "SELECT answer, finish_reason, engine_prompt_tokens, swap_bytes, ttft_s, energy_net_j, "
        "source, gauge_profile_id FROM attempt JOIN evaluation USING (attempt_id) "
        "JOIN trial_energy USING (evaluation_id)");
    for (const auto& cell : result.rows.at(0)) CHECK(std::holds_alternative<std::monostate>(cell));
}

TEST_CASE("the tables refuse what makes no sense", "[host/store]") {
    const TempDir folder;
    Database(folder / "results.db").record_attempt(small_study(), finished_attempt(0));
    SQLite::Database raw((folder / "results.db").string(), SQLite::OPEN_READWRITE);
    raw.exec("PRAGMA foreign_keys = ON");
    const auto statement = GENERATE(
        "UPDATE attempt SET outcome = 'odd'", "UPDATE attempt SET begin_ns = 'soon'",
        "UPDATE attempt SET slot_id = 999", "UPDATE device SET simulated = 2",
        "UPDATE verdict SET valid = 0", "UPDATE verdict SET metric = 'beauty'",
        "UPDATE verdict SET valid = 0, reasons = '[]'", "UPDATE study SET require = 'latency'",
        "DELETE FROM slot", "INSERT INTO phase VALUES (999, 0, 'decode', 0, 1)",
        "INSERT INTO event (kind, text) VALUES ('of', 'nobody')",
        "INSERT INTO device (serial, id, current, simulated, manufacturer, model) "
        "VALUES ('PIXEL1', 'other', 1, 0, '', '')");
    CAPTURE(statement);
    CHECK_THROWS_AS(raw.exec(statement), SQLite::Exception);
}

TEST_CASE("a trial of 8000 tokens is stored whole", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto attempt = finished_attempt(0);
    auto& times = attempt.end.token_times;
    for (std::int32_t token = 5; token <= 8000; ++token) {
        times.time_ns.push_back(7'000'000'000 + token * std::int64_t{50'000'000});
        times.tokens.push_back(token);
    }
    database.record_attempt(small_study(), attempt);
    CHECK(database.load_attempt(attempt.begin.trial).end.token_times.tokens == times.tokens);
}

TEST_CASE("a sustained trial's minutes are read back as they were given", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    auto study = small_study();
    study.cells[0].sustained = Seconds(72);
    auto attempt = finished_attempt(0);
    attempt.sustained = sustained_minutes();
    database.record_attempt(study, attempt);
    CHECK(database.load_attempt(attempt.begin.trial).sustained == sustained_minutes());
    CHECK(database.load_study(study.id)->cells[0].sustained == Seconds(72));
    CHECK_FALSE(database.load_study(study.id)->cells[1].sustained);
    // A later evaluation has its own.
    attempt.sustained.pop_back();
    database.record_evaluation(study, attempt);
    CHECK(database.load_attempt(attempt.begin.trial).sustained.size() == 1);
}

}  // namespace
}  // namespace edgebench::store
