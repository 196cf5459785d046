#include "host/report/run_json.hpp"
#include "protocol/error.hpp"
#include "tests/host/report/sample_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace edgebench;
using namespace edgebench::report;
using namespace edgebench::test;

namespace {

nlohmann::json trial_of(const Attempt& attempt) {
    return nlohmann::json::parse(run_json(sample_study(), std::vector{attempt}, {}, {}, {}))
        .at("trials")[0];
}

}  // namespace

TEST_CASE("every key that programs rely on is there, also in a failed trial", "[host/report]") {
    for (const auto& attempt : sample_attempts()) {
        const auto trial = trial_of(attempt);
        for (const auto* key : {"trial",
                                "device",
                                "model",
                                "quant",
                                "verdicts",
                                "simulated",
                                "power_source",
                                "finish_reason",
                                "prompt_tokens",
                                "output_tokens",
                                "ttft_s",
                                "prefill_tps",
                                "decode_tps",
                                "engine_prefill_tps",
                                "engine_decode_tps",
                                "energy_gross_j",
                                "energy_net_j",
                                "energy_load_net_j",
                                "energy_paper_j",
                                "peak_rss_mib",
                                "quality",
                                "answer",
                                "phases"}) {
            CHECK(trial.contains(key));
        }
        for (const auto* metric : {"latency", "energy", "quality", "memory"}) {
            CHECK(trial["verdicts"][metric]["valid"].is_boolean());
            CHECK(trial["verdicts"][metric]["reasons"].is_array());
        }
    }
}

TEST_CASE("an energy that is not valid is null and its reason stands in the verdict",
          "[host/report]") {
    const auto trial = trial_of(sample_attempts()[1]);
    CHECK(trial["energy_net_j"].is_null());
    CHECK(trial["energy_paper_j"].is_null());
    CHECK(trial["verdicts"]["energy"]["valid"] == false);
    CHECK(trial["verdicts"]["energy"]["reasons"] == std::vector<std::string>{"charging"});
    CHECK(trial["decode_tps"] == 60.01);
}

TEST_CASE("numbers keep their digits and phases their nanoseconds", "[host/report]") {
    const auto trial = trial_of(finished_attempt());
    CHECK(trial["energy_net_j"] == 18.25);
    CHECK(trial["peak_rss_mib"] == 121);
    CHECK(trial["quality"]["rouge_l"] == 0.4137);
    CHECK(trial["phases"][2]["name"] == "decode");
    CHECK(trial["phases"][2]["begin_ns"] == 6'410'000'000);
}

TEST_CASE("an attempt of another study is refused", "[host/report]") {
    auto attempt = finished_attempt();
    attempt.slot = 99;
    CHECK_THROWS_AS(trial_of(attempt), Error);
}

TEST_CASE("a cell's precision stands beside its energies", "[host/report]") {
    auto study = sample_study();
    study.precision = PrecisionGoal{.half_width = 0.05, .max_repetitions = 12};
    CellEnergy energy;
    for (const auto* name : k_cell_energy_names) energy.why_not[name] = "no valid trial";
    const std::vector<std::optional<CellEnergy>> energies(2, energy);
    const std::vector<ReachedPrecision> reached{{CellState::precise, 0.04, 7}, {}};
    const auto cells =
        nlohmann::json::parse(run_json(study, {}, energies, reached, {})).at("cells");
    CHECK(cells[0]["precision"] == nlohmann::json{{"goal_percent", 5.0},
                                                  {"half_width_percent", 4.0},
                                                  {"repetitions", 7},
                                                  {"stopped", "precise"}});
    CHECK(cells[1]["precision"]["half_width_percent"].is_null());
    CHECK(cells[1]["precision"]["stopped"].is_null());
}

TEST_CASE("a sustained trial has minutes instead of phases", "[host/report]") {
    auto study = sample_study();
    CHECK_FALSE(trial_of(finished_attempt()).contains("sustained"));
    study.cells.front().sustained = Seconds(150);
    const auto text = run_json(study, std::vector{sustained_attempt()}, {}, {}, {});
    const auto trial = nlohmann::json::parse(text).at("trials")[0];
    CHECK(trial["phases"].empty());
    CHECK(trial["sustained"]["mean_power_w"] == 4.21);
    const auto& minutes = trial["sustained"]["minutes"];
    REQUIRE(minutes.size() == 3);
    CHECK(minutes[2] == nlohmann::json{{"begin_s", 120.0},
                                       {"duration_s", 30.0},
                                       {"requests", 1},
                                       {"decode_tps", 20.0},
                                       {"mean_power_w", 4.0},
                                       {"battery_temperature_c", 44.0},
                                       {"skin_temperature_c", nullptr},
                                       {"cpu_cap_percent", 50.0}});
}
