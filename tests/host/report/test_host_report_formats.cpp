#include "host/report/cell_energy_text.hpp"
#include "host/report/devices.hpp"
#include "host/report/findings.hpp"
#include "host/report/plan_text.hpp"
#include "host/report/precision_text.hpp"
#include "host/report/run_json.hpp"
#include "host/report/run_summary.hpp"
#include "host/report/trial_text.hpp"
#include "tests/host/report/approval.hpp"
#include "tests/host/report/sample_run.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::report;
using namespace edgebench::test;

namespace {

constexpr RunFigures k_figures{3, 2, 3, 1, 0};

Plan sample_plan() {
    Plan plan;
    plan.policy.battery_temperature_max = Celsius(38);
    plan.policy.level_min_percent = 30;
    plan.policy.memory_min = Bytes64(512 * k_mebibyte);
    plan.policy.require_discharging = true;
    TrialSpec warm;
    warm.output_tokens = 500;
    plan.trials.push_back(warm);
    warm.slot = 2;
    warm.cold = true;
    plan.trials.push_back(warm);
    return plan;
}

// Of the first cell: totals without a phase split.
std::vector<std::optional<CellEnergy>> sample_energies() {
    CellEnergy energy;
    energy.method = "cell-least-squares/1";
    energy.n = 5;
    for (const auto* name : k_cell_energy_names) energy.why_not[name] = "the kernel is unknown";
    energy.why_not.erase("energy_net_j");
    energy.net = Estimate<Joules>{.value = Joules(18.25),
                                  .se = Joules(0.125),
                                  .measured_mean = {Joules(18), Joules(18.5)},
                                  .population_se = Joules(0.25),
                                  .population_mean = Interval<Joules>{Joules(17.5), Joules(19)},
                                  .calibrated_mean = std::nullopt};
    energy.why_not.erase("battery_gross_percent_per_100");
    energy.battery_capacity = {MilliampHours(4500), "charge_full"};
    energy.battery_per_100 = Estimate<Percent>{.value = Percent(3.25),
                                               .se = Percent(0.05),
                                               .measured_mean = {Percent(3.15), Percent(3.35)},
                                               .population_se = std::nullopt,
                                               .population_mean = std::nullopt,
                                               .calibrated_mean = std::nullopt};
    return {energy};
}

std::vector<SeenDevice> sample_devices() {
    return {{"127.0.0.1:5037", "localhost:5555", "device", sample_study().device},
            {"127.0.0.1:5037", "0A1B2C3D", "unauthorized", std::nullopt}};
}

}  // namespace

TEST_CASE("the summary of a run is as approved", "[host/report]") {
    approve("run_summary.txt",
            run_summary(sample_study(), sample_attempts(), k_figures, sample_hint, 120));
}

TEST_CASE("a summary tells the study's earlier trials from the new ones", "[host/report]") {
    const RunFigures resumed{3, 2, 1, 0, 0};
    const auto text = run_summary(sample_study(), sample_attempts(), resumed, sample_hint, 120);
    CHECK_THAT(text, Catch::EndsWith("2 of 3 slots filled; 1 trial now and 2 earlier\n"));
}

TEST_CASE("the JSON of a run is as approved", "[host/report]") {
    approve("run.json",
            run_json(sample_study(), sample_attempts(), sample_energies(), {}, k_figures));
}

TEST_CASE("what a cell's answers cost is as approved", "[host/report]") {
    approve("cell_energy.txt", cell_energy_text(sample_study(), sample_energies(), 120));
}

TEST_CASE("a finished and a failed trial are shown as approved", "[host/report]") {
    const auto attempts = sample_attempts();
    approve("trial_finished.txt",
            trial_text(sample_study(), attempts[0],
                       {true, "2026-11-22T11:24:00Z", sample_energies().front()}, sample_hint));
    approve("trial_failed.txt", trial_text(sample_study(), attempts[2], {}, sample_hint));
}

TEST_CASE("the lines of trials are as approved", "[host/report]") {
    std::string lines;
    for (const auto& attempt : sample_attempts()) {
        lines += trial_line(sample_study(), attempt) + "\n";
    }
    approve("trial_lines.txt", lines);
}

TEST_CASE("a plan that is not run is shown as approved", "[host/report]") {
    const PlanCost cost{86 * k_mebibyte, Seconds(20)};
    approve("plan.txt", plan_text(sample_study(), sample_plan(), cost, std::nullopt));
    approve("plan.json", plan_json(sample_study(), sample_plan(), cost));
}

TEST_CASE("how precise cells are and why they stopped is as approved", "[host/report]") {
    auto study = sample_study();
    study.precision = PrecisionGoal{.half_width = 0.05, .max_repetitions = 12};
    for (const auto* quant : {"q8_0", "q2_k", "f16"}) {
        study.cells.push_back(study.cells.front());
        study.cells.back().model.quant = quant;
    }
    const std::vector<ReachedPrecision> reached{{CellState::precise, 0.0412, 7},
                                                {CellState::out_of_repetitions, 0.081, 12},
                                                {CellState::out_of_time, 0.0623, 9},
                                                {CellState::no_energy, std::nullopt, 5},
                                                {CellState::goes_on, std::nullopt, 3}};
    approve("precision.txt", precision_text(study, reached, 120));
    approve("precision_plan.txt", precision_plan_text(study));
}

TEST_CASE("the list of phones is as approved", "[host/report]") {
    approve("devices.txt", devices_text(sample_devices(), std::nullopt));
    approve("devices.json", devices_json(sample_devices()));
}

TEST_CASE("the findings of doctor are as approved", "[host/report]") {
    approve("doctor.json",
            findings_json({{"good", "adb", "35.0.2", ""},
                           {"problem", "phone", "adb sees no phone", "Connect it."}}));
}
