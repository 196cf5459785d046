#include "host/store/database.hpp"
#include "tests/host/store/fixture.hpp"
#include "tests/host/store/query_rows.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

#include <cmath>

namespace edgebench::store {
namespace {

TEST_CASE("results has a row per filled slot with everything in it", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    database.record_plan_begin(study, plan_begin());
    database.record_attempt(study, ended_attempt(Outcome::failed, "engine died", 0));
    database.record_attempt(study, finished_attempt(0, 2));
    database.record_attempt(study, finished_attempt(0, 3));
    const auto rows = rows_of(database, "SELECT * FROM results");
    REQUIRE(rows.size() == 1);
    const auto& row = rows[0];
    CHECK(text(row, "trial") == finished_attempt(0, 2).begin.trial);
    CHECK(text(row, "study") == study.id);
    CHECK(is_null(row, "study_name"));
    CHECK(text(row, "started_at") == "2023-11-14T22:13:21Z");
    CHECK(text(row, "device") == "PIXEL1");
    CHECK(text(row, "device_model") == "Google Pixel 8");
    CHECK(number(row, "simulated") == 1);
    CHECK(text(row, "model") == "demo");
    CHECK(text(row, "quant") == "q4_k_m");
    CHECK(number(row, "model_size_mib") == 64);
    CHECK(text(row, "prompt_id") == "p1");
    CHECK(number(row, "ttft_s") == 0.2);
    CHECK(is_null(row, "load_s"));
    CHECK(number(row, "energy_net_j") == 2.0);
    CHECK(is_null(row, "energy_net_se_j"));
    CHECK(text(row, "power_source") == "sysfs");
    CHECK(number(row, "plugged") == 0);
    CHECK(number(row, "battery_temperature_c") == Approx(31.2));
    CHECK(number(row, "peak_rss_mib") == 80);
    CHECK(number(row, "rouge_l") == 0.5);
    CHECK(is_null(row, "exact_match"));
    CHECK(number(row, "energy_valid") == 1);
    CHECK(is_null(row, "energy_reasons"));
    CHECK(text(row, "answer") == "four words of answer");
}

TEST_CASE("an energy that is not valid is NULL, with the reasons", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_attempt(small_study(), attempt_without(Metric::energy, "charging", 0));
    const auto row = rows_of(database, "SELECT * FROM results").at(0);
    for (const auto* column : {"energy_gross_j", "energy_net_j", "energy_net_se_j",
                               "energy_load_net_j", "energy_paper_j", "mean_power_w", "baseline_w"})
        CHECK(is_null(row, column));
    CHECK(number(row, "energy_valid") == 0);
    CHECK(text(row, "energy_reasons") == "charging; a second reason");
    CHECK(number(row, "ttft_s") == 0.2);
    CHECK(rows_of(database, "SELECT energy_net_j FROM trial_energy").at(0).at("energy_net_j") ==
          QueryCell(2.0));
}

TEST_CASE("attempts has a row per attempt, whatever became of it", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    database.record_attempt(study, ended_attempt(Outcome::not_admitted, "too hot", 0));
    database.record_attempt(study, finished_attempt(0, 2));
    const auto rows = rows_of(database, "SELECT * FROM attempts ORDER BY attempt");
    REQUIRE(rows.size() == 2);
    CHECK(text(rows[0], "outcome") == "not_admitted");
    CHECK(text(rows[0], "reason") == "too hot");
    CHECK(number(rows[0], "counted") == 0);
    CHECK(is_null(rows[0], "ttft_s"));
    CHECK(text(rows[0], "latency_reasons") == "too hot");
    CHECK(number(rows[1], "counted") == 1);
    CHECK(is_null(rows[1], "reason"));
}

TEST_CASE("a time of day needs the plan's clock and the same boot", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    auto rebooted = finished_attempt(1);
    rebooted.begin.boot_id = "another boot";
    database.record_attempt(study, rebooted);
    database.record_plan_begin(study, plan_begin());
    CHECK(is_null(rows_of(database, "SELECT started_at FROM attempts").at(0), "started_at"));
}

// A study of the first cell alone: two prompts, each repeated as often as it has values.
void record_ttft(Database& database, const std::vector<double>& first,
                 const std::vector<double>& second) {
    Study study = small_study();
    study.slots.clear();
    std::vector<Attempt> attempts;
    const auto add = [&](std::uint32_t prompt, double value) {
        const auto index = std::ssize(study.slots);
        study.slots.push_back({.index = index, .cell = 0, .prompt = prompt, .repetition = 1});
        attempts.push_back(finished_attempt(index));
        attempts.back().latency.ttft = Seconds(value);
    };
    for (const double value : first) add(0, value);
    for (const double value : second) add(1, value);
    for (const auto& attempt : attempts) database.record_attempt(study, attempt);
}

TEST_CASE("cells has medians, quartiles and spreads as computed by hand", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    record_ttft(database, {0.2, 0.1}, {0.8, 0.4});
    const auto row = rows_of(database, "SELECT * FROM cells WHERE quant = 'q4_k_m'").at(0);
    CHECK(number(row, "slots") == 4);
    CHECK(number(row, "n") == 4);
    CHECK(number(row, "prompts") == 2);
    CHECK(number(row, "ttft_s_n") == 4);
    CHECK(number(row, "ttft_s_median") == Approx(0.3));
    CHECK(number(row, "ttft_s_q1") == Approx(0.175));
    CHECK(number(row, "ttft_s_q3") == Approx(0.5));
    CHECK(number(row, "ttft_s_min") == 0.1);
    CHECK(number(row, "ttft_s_max") == 0.8);
    CHECK(number(row, "ttft_s_sd_within_prompts") == Approx(std::sqrt(0.085 / 2)));
    CHECK(number(row, "ttft_s_sd_between_prompts") == Approx(0.45 / std::sqrt(2.0)));
    CHECK(number(row, "energy_net_j_median") == 2.0);
    CHECK(number(row, "energy_net_j_sd_within_prompts") == 0.0);
    CHECK(number(row, "energy_net_j_sd_between_prompts") == 0.0);
    CHECK(number(row, "peak_rss_mib_median") == 80);
    CHECK(number(row, "rouge_l_median") == 0.5);
}

TEST_CASE("the median of an odd number is the one in the middle", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    record_ttft(database, {5, 1, 4, 2}, {3});
    const auto row = rows_of(database, "SELECT * FROM cells WHERE quant = 'q4_k_m'").at(0);
    CHECK(number(row, "ttft_s_median") == 3);
    CHECK(number(row, "ttft_s_q1") == 2);
    CHECK(number(row, "ttft_s_q3") == 4);
}

TEST_CASE("what one value cannot tell is NULL", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    record_ttft(database, {0.7}, {});
    const auto row = rows_of(database, "SELECT * FROM cells WHERE quant = 'q4_k_m'").at(0);
    CHECK(number(row, "ttft_s_median") == 0.7);
    CHECK(number(row, "ttft_s_q1") == 0.7);
    CHECK(number(row, "ttft_s_q3") == 0.7);
    CHECK(is_null(row, "ttft_s_sd_within_prompts"));
    CHECK(is_null(row, "ttft_s_sd_between_prompts"));
}

TEST_CASE("a cell uses only what is valid for the metric it uses", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    auto invalid = attempt_without(Metric::energy, "charging", 0);
    invalid.energy.net = Joules(1000);
    database.record_attempt(study, invalid);
    database.record_attempt(study, finished_attempt(1));
    const auto rows = rows_of(database, "SELECT * FROM cells ORDER BY quant DESC");
    REQUIRE(rows.size() == 2);
    CHECK(number(rows[0], "n") == 2);
    CHECK(number(rows[0], "ttft_s_n") == 2);
    CHECK(number(rows[0], "energy_net_j_n") == 1);
    CHECK(number(rows[0], "energy_net_j_max") == 2.0);
    CHECK(number(rows[1], "n") == 0);
    CHECK(number(rows[1], "slots") == 4);
    CHECK(number(rows[1], "energy_net_j_n") == 0);
    CHECK(is_null(rows[1], "energy_net_j_median"));
}

TEST_CASE("the intervals of a cell are those computed last", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_attempt(small_study(), finished_attempt(0));
    const std::string sql = "SELECT * FROM cells WHERE quant = 'q4_k_m'";
    CHECK(is_null(rows_of(database, sql).at(0), "energy_net_mean_low_j"));
    CellEnergy energy;
    for (const auto* name : k_cell_energy_names) energy.why_not[name] = "not asked for";
    energy.net = Estimate<Joules>{.value = Joules(2),
                                  .se = Joules(0.2),
                                  .measured_mean = {Joules(1.5), Joules(2.5)},
                                  .population_se = {},
                                  .population_mean = {},
                                  .calibrated_mean = {}};
    for (const auto* method : {"cell/1", "cell/2"}) {
        energy.method = method;
        database.record_cell_energy(small_study(), 0, energy);
    }
    const auto row = rows_of(database, sql).at(0);
    CHECK(text(row, "cell_energy_method") == "cell/2");
    CHECK(number(row, "energy_net_mean_low_j") == 1.5);
    CHECK(is_null(row, "energy_net_population_low_j"));
}

}  // namespace
}  // namespace edgebench::store
