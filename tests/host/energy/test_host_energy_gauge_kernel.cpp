#include "host/energy/gauge_kernel.hpp"
#include "host/plan/load_schedule.hpp"
#include "tests/host/energy/simulated_gauge.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

// The blocks of a schedule on a simulated phone; its noise is that of a real one: 0.2 % of a
// reading, 8 % of the load.
std::vector<KernelBlock> measured(Simulation simulation, const LoadSchedule& schedule) {
    std::vector<KernelBlock> blocks;
    for (const auto& steps : schedule.blocks) {
        simulation.phases.clear();
        for (const auto& step : steps) {
            const bool on = step.threads > 0;
            simulation.phases.push_back({on ? "on" : "off", on ? 5.0 : 1.5, step.duration.value()});
        }
        simulation.seed += 1000;
        const auto trial = simulate(simulation);
        KernelBlock block{trial.end.readings.at(0), {}};
        for (const auto& phase : trial.end.phases) {
            block.loads.push_back({phase.begin, phase.end, phase.name == "on" ? 1u : 0u, 1.0});
        }
        blocks.push_back(block);
    }
    return blocks;
}

GaugeProfile profile_of(const Simulation& simulation) {
    GaugeProfile gauge;
    gauge.sign = simulation.sign;
    gauge.refresh = Seconds(simulation.refresh_s);
    return gauge;
}

KernelFindings identified(const Simulation& simulation) {
    const auto schedule = load_schedule(Seconds(simulation.refresh_s), 2, simulation.seed);
    return identify_kernel(measured(simulation, schedule), profile_of(simulation));
}

}  // namespace

TEST_CASE("the kernel of a gauge is found and never taken for another", "[host/energy]") {
    const auto kernel = GENERATE(Kernel::mean, Kernel::instant, Kernel::first_order);
    int found = 0, asked = 0;
    for (const double refresh : {0.35, 1.0}) {
        for (std::uint64_t seed = 1; seed <= (refresh < 1 ? 3u : 1u); ++seed) {
            Simulation simulation;
            simulation.kernel = kernel;
            simulation.refresh_s = refresh;
            simulation.seed = seed;
            const auto findings = identified(simulation);
            INFO(refresh << " " << seed << " " << findings.why_not);
            ++asked;
            REQUIRE(findings.candidates.size() == 3);
            CHECK(findings.edges >= k_fewest_edges);
            if (findings.kernel == Kernel::undetermined) continue;
            ++found;
            CHECK(findings.kernel == kernel);
            if (kernel == Kernel::first_order) {
                CHECK(findings.filter_constant->value() == Approx(refresh).epsilon(0.1));
            }
        }
    }
    CHECK(found == asked);
}

TEST_CASE("a filter's constant is found when it is not the refresh", "[host/energy]") {
    Simulation simulation;
    simulation.kernel = Kernel::first_order;
    simulation.refresh_s = 0.35;
    simulation.filter_constant_s = 0.8;
    const auto findings = identified(simulation);
    REQUIRE(findings.kernel == Kernel::first_order);
    CHECK(findings.filter_constant->value() == Approx(0.8).epsilon(0.1));
}

TEST_CASE("fewer than 40 edges leave the kernel undetermined", "[host/energy]") {
    Simulation simulation;
    auto schedule = load_schedule(Seconds(0.35), 2, 1);
    schedule.blocks.resize(1);
    schedule.blocks[0].resize(39);
    const auto findings = identify_kernel(measured(simulation, schedule), profile_of(simulation));
    CHECK(findings.kernel == Kernel::undetermined);
    CHECK_FALSE(findings.filter_constant);
    CHECK_THAT(findings.why_not, Catch::Contains("38 edges"));
}

TEST_CASE("a load that the readings do not follow leaves the kernel undetermined",
          "[host/energy]") {
    Simulation simulation;
    auto blocks = measured(simulation, load_schedule(Seconds(0.35), 2, 1));
    for (auto& block : blocks) {
        for (auto& load : block.loads) {
            load.begin = later(load.begin, Seconds(-3.3));
            load.end = later(load.end, Seconds(-3.3));
        }
    }
    const auto findings = identify_kernel(blocks, profile_of(simulation));
    CHECK(findings.kernel == Kernel::undetermined);
    CHECK_FALSE(findings.why_not.empty());
}

TEST_CASE("nothing to look at leaves the kernel undetermined", "[host/energy]") {
    CHECK(identify_kernel({}, {}).kernel == Kernel::undetermined);
    CHECK(identify_kernel(std::vector<KernelBlock>(3), {}).kernel == Kernel::undetermined);
}

TEST_CASE("several levels and their frequencies are told apart from the kernel", "[host/energy]") {
    Simulation simulation;
    simulation.refresh_s = 0.35;
    auto schedule = load_schedule(Seconds(0.35), 2, 4);
    auto blocks = measured(simulation, schedule);
    // The same load said as two levels: every other one at half the scale of twice the level.
    for (auto& block : blocks) {
        for (std::size_t i = 1; i < block.loads.size(); i += 4) {
            block.loads[i].level = 2;
            block.loads[i].scale = 0.5;
        }
    }
    CHECK(identify_kernel(blocks, profile_of(simulation)).kernel == Kernel::mean);
}

TEST_CASE("voltage refresh, step and answer windows come with the kernel", "[host/energy]") {
    Simulation simulation;
    simulation.refresh_s = 1.0;
    const auto findings = identified(simulation);
    REQUIRE(findings.quantisation);
    CHECK(*findings.quantisation == 500);
    REQUIRE(findings.voltage_refresh);
    CHECK(findings.voltage_refresh->value() == Approx(1.0).epsilon(0.02));
    REQUIRE(findings.window_for_5_percent);
    REQUIRE(findings.window_for_2_percent);
    CHECK(*findings.window_for_5_percent >= Seconds(5));  // trial_energy asks for 5 refreshes
    CHECK(*findings.window_for_2_percent >= *findings.window_for_5_percent);
}
