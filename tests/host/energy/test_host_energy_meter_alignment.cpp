#include "host/energy/meter_alignment.hpp"
#include "host/energy/meter_power.hpp"
#include "tests/host/energy/simulated_meter.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;

namespace {

std::vector<TrialWindows> windows_of(const SimulatedRun& run) {
    std::vector<TrialWindows> windows;
    for (const auto& attempt : attempts_of(run)) {
        windows.push_back(trial_windows(attempt.end).value());
    }
    return windows;
}

AlignmentResult align(const SimulatedRun& run, const SimulatedMeter& meter) {
    return align_meter(record(run, meter), windows_of(run));
}

// By how much the alignment is off, where it is worst.
double error_s(const MeterAlignment& alignment, const SimulatedRun& run,
               const SimulatedMeter& meter) {
    double worst = 0;
    for (const auto& load : run.loads) {
        const DeviceTime phone(std::llround((run.boot_s + load.begin_s) * 1e9));
        const double truth = (load.begin_s - meter.begin_s) * (1 + meter.drift);
        worst = std::max(worst, std::abs(meter_time(alignment, phone).value() - truth));
    }
    return worst;
}

}  // namespace

TEST_CASE("a meter's clock is found from the load's edges, within the stated error",
          "[host/energy]") {
    auto run = simulated_run();
    run.seed = GENERATE(1u, 2u, 3u, 4u, 5u);
    const SimulatedMeter meter{.begin_s = GENERATE(-300.0, -3.5), .drift = GENERATE(-8e-5, 2e-4)};
    const auto found = align(run, meter);
    INFO(found.why_not);
    REQUIRE(found.alignment);
    const auto& alignment = *found.alignment;
    CHECK(alignment.edges == 12);
    CHECK(alignment.error.value() < 0.02);
    CHECK(error_s(alignment, run, meter) < alignment.error.value());
    CHECK(alignment.drift == Approx(meter.drift).margin(5e-5));
}

TEST_CASE("edges that come late at one end only widen the alignment's error", "[host/energy]") {
    auto run = simulated_run();
    run.edge_late_s = 0.06;
    const SimulatedMeter meter;
    const auto found = align(run, meter);
    REQUIRE(found.alignment);
    CHECK(found.alignment->edge_asymmetry.value() == Approx(0.06).margin(0.005));
    CHECK(error_s(*found.alignment, run, meter) < found.alignment->error.value());
    CHECK(found.alignment->error.value() > 0.03);
}

TEST_CASE("a recording of a part of the run is aligned where lengths tell the trials apart",
          "[host/energy]") {
    const auto run = simulated_run(8);
    const SimulatedMeter meter{.begin_s = 60, .end_s = 200};
    const auto found = align(run, meter);
    REQUIRE(found.alignment);
    CHECK(error_s(*found.alignment, run, meter) < found.alignment->error.value());
}

TEST_CASE("loads that fit at two places are refused", "[host/energy]") {
    auto run = simulated_run(8);
    for (auto& load : run.loads) load.decode_s = 6;
    const auto found = align(run, {.begin_s = 60, .end_s = 200});
    CHECK_FALSE(found.alignment);
    CHECK_THAT(found.why_not, Catch::Contains("two places, 30.0 s apart"));
    CHECK_FALSE(found.next_step.empty());
    // All of them inside, it is clear which is the first.
    CHECK(align(run, {.begin_s = -20, .end_s = 300}).alignment);
}

TEST_CASE("the recording of another run is refused", "[host/energy]") {
    const auto run = simulated_run();
    auto other = simulated_run();
    for (std::size_t i = 0; i < other.loads.size(); ++i) {
        other.loads[i].begin_s += static_cast<double>(i * i) * 2.3;
    }
    const auto found = align_meter(record(other, {.end_s = 300}), windows_of(run));
    CHECK_FALSE(found.alignment);
    CHECK_THAT(found.why_not, Catch::Contains("no part of the recording"));
    CHECK_THAT(found.next_step, Catch::Contains("unit of its time"));
}

TEST_CASE("an idle recording and one of two trials are refused", "[host/energy]") {
    auto run = simulated_run();
    auto idle = run;
    idle.loads.clear();
    CHECK_FALSE(align_meter(record(idle, {}), windows_of(run)).alignment);
    run.loads.resize(2);
    CHECK_THAT(align(run, {}).why_not, Catch::Contains("three finished trials"));
}
