#include "host/energy/gauge_profile.hpp"
#include "tests/host/energy/simulated_gauge.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

std::vector<TrialEnd> trials_of(Simulation simulation, std::uint64_t count = 4) {
    std::vector<TrialEnd> trials;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        simulation.seed = seed;
        trials.push_back(simulate(simulation).end);
    }
    return trials;
}

}  // namespace

TEST_CASE("unit, sign and refresh are found from a plan's own readings", "[host/energy]") {
    const auto [refresh, unit, sign] = GENERATE(table<double, GaugeUnit, DischargeSign>({
        {0.25, GaugeUnit::microamps, DischargeSign::negative},
        {0.35, GaugeUnit::microamps, DischargeSign::positive},
        {1.0, GaugeUnit::milliamps, DischargeSign::negative},
        {1.47, GaugeUnit::milliamps, DischargeSign::positive},
    }));
    auto simulation = warm_simulation(10, 22.5);
    simulation.unit = unit;
    simulation.sign = sign;
    simulation.refresh_s = refresh;
    const auto result = provisional_profile(trials_of(simulation));
    INFO(refresh << " " << result.why_not);
    REQUIRE(result.profile);
    CHECK(result.profile->unit == unit);
    CHECK(result.profile->sign == sign);
    CHECK(result.profile->refresh.value() == Approx(refresh).epsilon(0.002));
    CHECK(result.profile->kernel == Kernel::undetermined);
    CHECK(result.profile->origin == ProfileOrigin::provisional);
}

TEST_CASE("a phone on its charger gives no profile", "[host/energy]") {
    auto trials = trials_of(warm_simulation(10));
    for (auto& trial : trials) trial.context[0].status = ChargeStatus::full;
    const auto result = provisional_profile(trials);
    CHECK_FALSE(result.profile);
    CHECK_FALSE(result.why_not.empty());
}

TEST_CASE("charging trials do not spoil the profile of the others", "[host/energy]") {
    auto trials = trials_of(warm_simulation(10));
    trials[1].battery.status = ChargeStatus::charging;
    CHECK(provisional_profile(trials).profile);
}

TEST_CASE("a current between the two units gives no profile", "[host/energy]") {
    auto simulation = warm_simulation(10);
    for (auto& phase : simulation.phases) phase.power_w *= 0.02;
    simulation.quantum_ua = 10;
    const auto result = provisional_profile(trials_of(simulation));
    CHECK_FALSE(result.profile);
    CHECK_THAT(result.why_not, Catch::Contains("neither microamperes nor milliamperes"));
}

TEST_CASE("no trials give no profile", "[host/energy]") {
    CHECK_FALSE(provisional_profile({}).profile);
}

TEST_CASE("one word of charging is enough, silence is not discharging", "[host/energy]") {
    TrialEnd trial;
    CHECK(supply_during(trial) == Supply::unknown);
    trial.context.emplace_back().status = ChargeStatus::unknown;
    CHECK(supply_during(trial) == Supply::unknown);
    trial.battery.status = ChargeStatus::discharging;
    CHECK(supply_during(trial) == Supply::battery);
    for (const auto status :
         {ChargeStatus::charging, ChargeStatus::full, ChargeStatus::not_charging}) {
        trial.context[0].status = status;
        CHECK(supply_during(trial) == Supply::charging);
    }
}
