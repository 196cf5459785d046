#include "host/energy/qualification.hpp"
#include "host/plan/load_schedule.hpp"
#include "tests/host/energy/simulated_gauge.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

// The blocks that `doctor --gauge` would have measured on this phone.
std::vector<TrialEnd> blocks_of(Simulation simulation) {
    std::vector<TrialEnd> blocks;
    for (const auto& steps : load_schedule(Seconds(simulation.refresh_s), 2, 1).blocks) {
        simulation.phases = {{"idle_before", 1.5, 5}};
        for (const auto& step : steps) {
            const bool busy = step.threads > 0;
            simulation.phases.push_back(
                {busy ? "busy" : "rest", busy ? 5.0 : 1.5, step.duration.value()});
        }
        simulation.phases.push_back({"idle_after", 1.5, 5});
        simulation.seed += 1000;
        blocks.push_back(simulate(simulation).end);
    }
    return blocks;
}

}  // namespace

TEST_CASE("load blocks tell refresh, unit, sign and kernel", "[host/energy]") {
    Simulation simulation;
    const auto found = qualify_gauge(blocks_of(simulation));
    REQUIRE(found.qualification);
    const auto& gauge = *found.qualification;
    CHECK(gauge.method == k_qualification_method);
    CHECK(gauge.profile.origin == ProfileOrigin::qualified);
    CHECK(gauge.profile.refresh.value() == Approx(0.35).epsilon(0.02));
    REQUIRE(gauge.refresh_interval);
    CHECK(gauge.refresh_interval->low <= Seconds(0.35));
    CHECK(gauge.refresh_interval->high >= Seconds(0.35));
    CHECK(gauge.profile.unit == GaugeUnit::microamps);
    CHECK(gauge.profile.sign == DischargeSign::negative);
    CHECK(gauge.profile.kernel == Kernel::mean);
    CHECK(gauge.kernel_why_not.empty());
    REQUIRE(gauge.candidates.size() == 3);
    CHECK(gauge.candidates[0].kernel == Kernel::mean);
    CHECK(gauge.candidates[0].held_out_error < gauge.candidates[1].held_out_error);
}

TEST_CASE("a gauge in milliamperes that counts discharge positive is told as such",
          "[host/energy]") {
    Simulation simulation;
    simulation.unit = GaugeUnit::milliamps;
    simulation.sign = DischargeSign::positive;
    simulation.quantum_ua = 1000;
    const auto found = qualify_gauge(blocks_of(simulation));
    REQUIRE(found.qualification);
    CHECK(found.qualification->profile.unit == GaugeUnit::milliamps);
    CHECK(found.qualification->profile.sign == DischargeSign::positive);
}

TEST_CASE("one short block tells no refresh, and why", "[host/energy]") {
    auto blocks = blocks_of(Simulation());
    blocks.resize(1);
    auto& readings = blocks[0].readings.at(0);
    for (auto* times : {&readings.first_ns, &readings.last_ns}) times->resize(6);
    readings.polls.resize(6);
    readings.current_raw.resize(6);
    readings.voltage_raw.resize(6);
    const auto found = qualify_gauge(blocks);
    CHECK_FALSE(found.qualification);
    CHECK_FALSE(found.why_not.empty());
}

TEST_CASE("a phone that charges has its gauge not qualified", "[host/energy]") {
    auto blocks = blocks_of(Simulation());
    for (auto& block : blocks) {
        block.battery.status = ChargeStatus::charging;
        for (auto& sample : block.context) sample.status = ChargeStatus::charging;
    }
    const auto found = qualify_gauge(blocks);
    CHECK_FALSE(found.qualification);
    CHECK(found.why_not == "no trial has power readings on battery");
}
