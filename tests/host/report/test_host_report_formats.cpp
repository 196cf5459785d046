#include "host/report/cell_energy_text.hpp"
#include "host/report/devices.hpp"
#include "host/report/findings.hpp"
#include "host/report/meter_text.hpp"
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

MeterImport sample_import() {
    MeterImport import;
    import.file = "monsoon.csv";
    import.samples = 610'000;
    import.length = Seconds(122);
    import.alignment = {.method = "load-edges/1",
                        .reference = DeviceTime(0),
                        .at_reference = Seconds(12.5),
                        .drift = -4.1e-5,
                        .error = Seconds(0.0123),
                        .edges = 12,
                        .edge_deviation = Seconds(0.0087)};
    MeterEnergy energy, outside;
    outside.trial = "1c9c2b3e-1111-4222-8333-444455556666";
    outside.why_not = "outside the meter's recording";
    energy.trial = "0c9c2b3e-1111-4222-8333-444455556666";
    energy.net = Joules(17.53);
    energy.net_se = Joules(0.12);
    energy.alignment_se = Joules(0.0031);
    energy.gross = Joules(23.2);
    energy.prefill_net = Joules(2.1);
    energy.decode_net = Joules(15.43);
    energy.gauge_net = Joules(18.25);
    energy.gauge_excess = 0.0411;
    import.energies = {energy, outside};
    auto& found = import.calibration.emplace();
    found.source = "sysfs";
    found.calibration = {
        .gain = 0.9612, .gain_se = 0.004, .offset = Watts(-0.012), .offset_se = Watts(0.003)};
    found.trials = {"a", "b", "c", "d"};
    return import;
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
                       {true, "2026-11-22T11:24:00Z", sample_energies().front(), std::nullopt},
                       sample_hint));
    approve("trial_failed.txt", trial_text(sample_study(), attempts[2], {}, sample_hint));
}

TEST_CASE("a trial that a meter saw too is shown with both and with true units", "[host/report]") {
    auto attempt = sample_attempts()[0];
    attempt.energy.calibrated = CalibratedEnergy{.net = Joules(17.6),
                                                 .net_se = Joules(0.31),
                                                 .gross = Joules(23.3),
                                                 .gross_se = Joules(0.5)};
    TrialPlace place;
    place.meter =
        MeterComparison{"monsoon.csv", sample_import().alignment, sample_import().energies[0]};
    const auto text = trial_text(sample_study(), attempt, place, sample_hint);
    CHECK_THAT(text, Catch::Contains("calibrated    net 17.6 J ± 0.310 J, gross 23.3 J ± 0.500 J"));
    CHECK_THAT(text, Catch::Contains("meter         net 17.5 J ± 0.120 J, gross 23.2 J, prefill "
                                     "2.10 J, decode 15.4 J"));
    CHECK_THAT(text, Catch::Contains("aligned to ± 0.0123 s (95 %)"));
    CHECK_THAT(text, Catch::Contains("the gauge's net energy is +4.11 % against it"));
    CHECK_THAT(text, !Catch::Contains("relative to this phone's gauge"));
}

TEST_CASE("what a meter's recording gave is told with its errors", "[host/report]") {
    const std::vector<std::string> notes{"times taken as seconds"};
    const auto text = meter_text(sample_import(), notes, 160);
    CHECK_THAT(text, Catch::Contains("meter monsoon.csv: 610000 samples in 122 s"));
    CHECK_THAT(text, Catch::Contains("times taken as seconds"));
    CHECK_THAT(text, Catch::Contains("aligned by 12 edges of the load to ± 0.0123 s (95 %)"));
    CHECK_THAT(text, Catch::Contains("41.0 ppm slower"));
    CHECK_THAT(text, Catch::Contains("outside the meter's recording"));
    CHECK_THAT(text, Catch::Contains("gain 0.96120 ± 0.00784, offset -0.012000 ± 0.00588 W"));
    auto uncalibrated = sample_import();
    uncalibrated.calibration.reset();
    uncalibrated.why_not_calibrated = "2 trials have an energy above 0 by both; it takes 3";
    CHECK_THAT(meter_text(uncalibrated, {}, 160),
               Catch::EndsWith("no calibration: 2 trials have an energy above 0 by both; it takes "
                               "3\n"));
}

TEST_CASE("a cell with a calibration shows its interval in true units", "[host/report]") {
    auto energies = sample_energies();
    energies[0]->net->calibrated_mean = Interval<Joules>{Joules(17), Joules(18)};
    const auto text = cell_energy_text(sample_study(), energies, 120);
    CHECK_THAT(text, Catch::Contains("true net J"));
    CHECK_THAT(text, Catch::Contains("17.0 to 18.0"));
}

TEST_CASE("the lines of trials are as approved", "[host/report]") {
    std::string lines;
    for (const auto& attempt : sample_attempts()) {
        lines += trial_line(sample_study(), attempt) + "\n";
    }
    approve("trial_lines.txt", lines);
}

TEST_CASE("a plan that is not run is shown as approved", "[host/report]") {
    PlanCost cost;
    cost.upload_bytes = 86 * k_mebibyte;
    cost.idle = Seconds(20);
    cost.memory = "about 0.1 GiB (weights 0.06)";
    cost.memory_bytes = 110 * k_mebibyte;
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

TEST_CASE("a sustained trial is shown by the minute, in a run and by itself", "[host/report]") {
    auto study = sample_study();
    study.cells.front().sustained = Seconds(150);
    const std::vector attempts{sustained_attempt()};
    const auto of_trial = trial_text(study, attempts[0],
                                     {true, std::nullopt, std::nullopt, std::nullopt}, sample_hint);
    const auto of_run = run_summary(study, attempts, {1, 1, 1, 0, 0}, sample_hint, 120);
    for (const auto& text : {of_trial, of_run}) {
        CHECK_THAT(text, Catch::Contains("decode tok/s  mean W  battery °C  skin °C  CPU cap %"));
        CHECK_THAT(text, Catch::Contains("25.00   4.250       42.00    43.50      75.00"));
        CHECK_THAT(text, Catch::Contains("reached the ceiling of its temperature"));
        CHECK_THAT(text, Catch::Contains("tok/s \n"));  // above the drawing
        CHECK_THAT(text, !Catch::Contains("idle_before"));
    }
    CHECK_THAT(of_run, !Catch::Contains("no energy from"));
    CHECK(trial_line(attempts[0]) == "finished  3500 tokens, decode 24.7 tok/s, mean 4.21 W");
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
