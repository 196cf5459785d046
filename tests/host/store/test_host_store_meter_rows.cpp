#include "host/store/database.hpp"
#include "tests/host/store/fixture.hpp"
#include "tests/host/store/query_rows.hpp"

#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

MeterImport import_of(const std::string& trial, double gain) {
    MeterImport import;
    import.file = "monsoon.csv";
    import.samples = 50'000;
    import.length = Seconds(100);
    import.boot_id = "boot";
    import.alignment = {.method = "load-edges/1",
                        .reference = DeviceTime(5'000'000'000),
                        .at_reference = Seconds(12.5),
                        .drift = 4e-5,
                        .error = Seconds(0.012),
                        .edges = 12,
                        .edge_deviation = Seconds(0.01),
                        .edge_asymmetry = Seconds(-0.002)};
    MeterEnergy energy;
    energy.trial = trial;
    energy.net = Joules(20);
    energy.net_se = Joules(0.2);
    energy.alignment_se = Joules(0.01);
    energy.gross = Joules(28);
    energy.prefill_net = Joules(4);
    energy.decode_net = Joules(16);
    energy.baseline = Watts(0.9);
    energy.gauge_net = Joules(21);
    energy.gauge_excess = 0.05;
    import.energies.push_back(energy);
    import.calibration = GaugeCalibration{.method = "net-and-idle/1",
                                          .source = "sysfs",
                                          .energy_method = "padded-integral/2",
                                          .calibration = {.gain = gain,
                                                          .gain_se = 0.01,
                                                          .offset = Watts(-0.02),
                                                          .offset_se = Watts(0.005),
                                                          .covariance = -1e-4},
                                          .trials = {trial},
                                          .key = 0};
    return import;
}

struct Stored {
    TempDir folder;
    Database database{folder / "results.db"};
    Study study = small_study();
    std::string trial = finished_attempt(0).begin.trial;
    Stored() {
        database.record_plan_begin(study, plan_begin());
        database.record_attempt(study, finished_attempt(0));
    }
};

TEST_CASE("the newest calibration of a build and source counts", "[host/store]") {
    Stored stored;
    CHECK(stored.database.calibrations(stored.study.device).empty());
    for (const double gain : {1.1, 1.05}) {
        stored.database.record_meter(stored.study.device, import_of(stored.trial, gain));
    }
    const auto found = stored.database.calibrations(stored.study.device);
    REQUIRE(found.size() == 1);
    const auto& calibration = found.at("sysfs");
    CHECK(calibration.calibration.gain == 1.05);
    CHECK(calibration.calibration.offset == Watts(-0.02));
    CHECK(calibration.calibration.covariance == -1e-4);
    CHECK(calibration.trials == std::vector{stored.trial});
    CHECK(calibration.key == 2);
    auto updated = stored.study.device;
    updated.fingerprint += "-updated";
    CHECK(stored.database.calibrations(updated).empty());
}

TEST_CASE("a trial is shown with what the newest recording says about it", "[host/store]") {
    Stored stored;
    CHECK_FALSE(stored.database.meter_comparison(stored.trial));
    stored.database.record_meter(stored.study.device, import_of(stored.trial, 1.1));
    const auto found = stored.database.meter_comparison(stored.trial);
    REQUIRE(found);
    CHECK(found->file == "monsoon.csv");
    CHECK(found->alignment.error == Seconds(0.012));
    CHECK(found->alignment.edges == 12);
    CHECK(found->energy.net == Joules(20));
    CHECK(found->energy.gauge_excess == 0.05);
    CHECK(found->energy.why_not.empty());

    MeterImport outside = import_of(stored.trial, 1.1);
    MeterEnergy nothing;
    nothing.trial = stored.trial;
    nothing.why_not = "outside the meter's recording";
    outside.energies = {nothing};
    outside.calibration.reset();
    stored.database.record_meter(stored.study.device, outside);
    const auto newest = stored.database.meter_comparison(stored.trial);
    CHECK(newest->energy.why_not == "outside the meter's recording");
    CHECK_FALSE(newest->energy.net);
}

TEST_CASE("energies in true units are kept with the calibration they come from", "[host/store]") {
    Stored stored;
    stored.database.record_meter(stored.study.device, import_of(stored.trial, 1.1));
    auto attempt = stored.database.load_attempt(stored.trial);
    CHECK_FALSE(attempt.energy.calibrated);
    attempt.energy.calibrated = CalibratedEnergy{.net = Joules(22),
                                                 .net_se = Joules(0.3),
                                                 .gross = Joules(30),
                                                 .gross_se = Joules(0.4),
                                                 .calibration = 1};
    stored.database.record_evaluation(stored.study, attempt);
    const auto calibrated = stored.database.load_attempt(stored.trial).energy.calibrated;
    REQUIRE(calibrated);
    CHECK(calibrated->net == Joules(22));
    CHECK(calibrated->gross_se == Joules(0.4));
    CHECK(calibrated->calibration == 1);
    const auto rows =
        rows_of(stored.database, "SELECT energy_net_calibrated_j, energy_net_meter_j FROM results");
    REQUIRE(rows.size() == 1);
    CHECK(number(rows[0], "energy_net_calibrated_j") == 22);
    CHECK(number(rows[0], "energy_net_meter_j") == 20);
}

}  // namespace
}  // namespace edgebench::store
