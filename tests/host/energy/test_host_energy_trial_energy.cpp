#include "host/energy/gauge_profile.hpp"
#include "host/energy/padded_integral.hpp"
#include "host/energy/trial_energy.hpp"
#include "host/metrics/reasons.hpp"
#include "host/plan/policy.hpp"
#include "tests/host/energy/simulated_gauge.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;

namespace {

using Reasons = std::vector<std::string>;

GaugeProfile profile_of(const Simulation& simulation, Kernel kernel) {
    GaugeProfile gauge;
    gauge.unit = simulation.unit;
    gauge.sign = simulation.sign;
    gauge.refresh = Seconds(simulation.refresh_s);
    gauge.kernel = kernel;
    if (simulation.filter_constant_s > 0) {
        gauge.filter_constant = Seconds(simulation.filter_constant_s);
    }
    return gauge;
}

struct Errors {
    double mean = 0;          // relative
    double worst = 0;         // relative, absolute value
    double spread_in_se = 0;  // root mean square of error / its standard error
};

Errors errors_of(Simulation simulation, Kernel assumed, int trials = 20) {
    Errors errors;
    for (int seed = 1; seed <= trials; ++seed) {
        simulation.seed = static_cast<std::uint64_t>(seed);
        const auto trial = simulate(simulation);
        const auto result = trial_energy(trial.end, profile_of(simulation, assumed));
        INFO((result.reasons.empty() ? "" : result.reasons[0]));
        REQUIRE(result.energy.net);
        const double off = result.energy.net->value() - trial.net_j;
        errors.mean += off / trial.net_j / trials;
        errors.worst = std::max(errors.worst, std::abs(off / trial.net_j));
        errors.spread_in_se += std::pow(off / result.energy.net_se->value(), 2) / trials;
    }
    errors.spread_in_se = std::sqrt(errors.spread_in_se);
    return errors;
}

constexpr std::int64_t k_trial_second = 1'000'000'000;

// A gauge with 1 s refreshes at whole seconds, each polled once half a second later: 2 W while
// idle, `answer_w` for 10 s from 20 s on, 4 V throughout.
TrialEnd hand_made_trial(double answer_w, double drift_w_per_s = 0) {
    TrialEnd trial;
    trial.outcome = Outcome::finished;
    trial.battery.status = ChargeStatus::discharging;
    trial.phases = {
        {"idle_before", DeviceTime(0), DeviceTime(20 * k_trial_second)},
        {"prefill", DeviceTime(20 * k_trial_second), DeviceTime(22 * k_trial_second)},
        {"decode", DeviceTime(22 * k_trial_second), DeviceTime(30 * k_trial_second)},
        {"idle_after", DeviceTime(30 * k_trial_second), DeviceTime(50 * k_trial_second)}};
    PowerReadings readings;
    readings.source = "sysfs";
    for (std::int64_t made = 0; made < 50; ++made) {
        // The reading made at `made` is the mean of the second before it; 1 uA of dither makes
        // every refresh visible.
        const double power = (made > 20 && made <= 30 ? answer_w : 2.0) +
                             drift_w_per_s * (static_cast<double>(made) - 0.5);
        readings.first_ns.push_back(made * k_trial_second + k_trial_second / 2);
        readings.last_ns.push_back(made * k_trial_second + k_trial_second / 2);
        readings.polls.push_back(1);
        readings.current_raw.push_back(-std::lround(power / 4 * 1e6) - made % 2);
        readings.voltage_raw.push_back(4'000'000);
    }
    trial.readings = {readings};
    return trial;
}

GaugeProfile hand_made_gauge() {
    GaugeProfile gauge;
    gauge.refresh = Seconds(1);
    gauge.kernel = Kernel::mean;
    return gauge;
}

}  // namespace

TEST_CASE("a trial computed by hand", "[host/energy]") {
    const auto result = trial_energy(hand_made_trial(6), hand_made_gauge());
    REQUIRE(result.reasons.empty());
    const auto& energy = result.energy;
    CHECK(energy.net->value() == Approx(40).epsilon(1e-4));
    CHECK(energy.gross->value() == Approx(60).epsilon(1e-4));
    CHECK(energy.mean_power->value() == Approx(6).epsilon(1e-4));
    CHECK(energy.baseline->value() == Approx(2).epsilon(1e-4));
    CHECK(*energy.refreshes == 10);
    CHECK(energy.source == "sysfs");
    CHECK(energy.method == "padded-integral/3");
    CHECK(energy.gauge->phase);
    CHECK_FALSE(energy.load_net);
}

TEST_CASE("a linear drift of the idle power is taken out", "[host/energy]") {
    const auto energy = trial_energy(hand_made_trial(6, 0.02), hand_made_gauge()).energy;
    CHECK(energy.net->value() == Approx(40).epsilon(1e-3));
    CHECK(energy.baseline->value() == Approx(2.5).epsilon(1e-3));  // at 25 s
}

TEST_CASE("the baseline is never clamped: an answer may cost less than idling", "[host/energy]") {
    const auto energy = trial_energy(hand_made_trial(1), hand_made_gauge()).energy;
    CHECK(energy.net->value() == Approx(-10).epsilon(1e-3));
    CHECK(energy.gross->value() == Approx(10).epsilon(1e-3));
}

TEST_CASE("with a mean kernel of 0.35 s each trial of 10 s is within 1 % of the truth",
          "[host/energy]") {
    const auto errors = errors_of(warm_simulation(10, 7), Kernel::undetermined, 40);
    CHECK(errors.worst < 0.01);
    CHECK(std::abs(errors.mean) < 0.003);
}

TEST_CASE("the padded integral needs no kernel, refresh or unit to be unbiased", "[host/energy]") {
    for (const double refresh : {0.25, 1.0, 1.47}) {
        for (const auto kernel : {Kernel::mean, Kernel::first_order, Kernel::instant}) {
            auto simulation = warm_simulation(20 * std::max(0.5, refresh), 22.5);
            simulation.refresh_s = refresh;
            simulation.kernel = kernel;
            simulation.unit = refresh == 1.0 ? GaugeUnit::milliamps : GaugeUnit::microamps;
            const auto errors = errors_of(simulation, Kernel::undetermined, 12);
            INFO(refresh << " " << static_cast<int>(kernel) << " worst " << errors.worst);
            // An instant gauge is right on average only, here over 12 trials of 5 % each.
            CHECK(std::abs(errors.mean) < (kernel == Kernel::instant ? 0.05 : 0.01));
            CHECK(errors.worst < (kernel == Kernel::instant ? 0.2 : 0.03));
        }
    }
}

TEST_CASE("a slow filter is covered by its constant", "[host/energy]") {
    auto simulation = warm_simulation(20, 20);
    simulation.kernel = Kernel::first_order;
    simulation.filter_constant_s = 1.5;
    const auto errors = errors_of(simulation, Kernel::first_order);
    CHECK(std::abs(errors.mean) < 0.01);
}

TEST_CASE("the standard error of an instant gauge is about what its errors are", "[host/energy]") {
    auto simulation = warm_simulation(15, 22.5);
    simulation.kernel = Kernel::instant;
    simulation.refresh_s = 1.0;
    const auto errors = errors_of(simulation, Kernel::instant, 60);
    CHECK(errors.spread_in_se > 0.5);
    CHECK(errors.spread_in_se < 1.5);
}

TEST_CASE("a cold trial has the energy of its load apart", "[host/energy]") {
    auto simulation = warm_simulation(10, 10);
    simulation.phases.insert(simulation.phases.begin() + 1,
                             {{"load", 4.0, 6.0}, {"idle_loaded", 1.5, 10.0}});
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        simulation.seed = seed;
        const auto trial = simulate(simulation);
        const auto energy = trial_energy(trial.end, profile_of(simulation, Kernel::mean)).energy;
        REQUIRE(energy.load_net);
        CHECK(energy.load_net->value() == Approx(trial.load_net_j).epsilon(0.03));
        CHECK(energy.net->value() == Approx(trial.net_j).epsilon(0.015));
        CHECK(energy.gross->value() == Approx(trial.gross_j).epsilon(0.015));
        CHECK(energy.paper);
    }
}

TEST_CASE("a provisional profile serves as well as a given one", "[host/energy]") {
    auto simulation = warm_simulation(10, 22.5);
    std::vector<SimulatedTrial> trials;
    std::vector<TrialEnd> ends;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        simulation.seed = seed;
        trials.push_back(simulate(simulation));
        ends.push_back(trials.back().end);
    }
    const auto gauge = provisional_profile(ends).profile;
    REQUIRE(gauge);
    for (const auto& trial : trials) {
        const auto result = trial_energy(trial.end, gauge);
        REQUIRE(result.energy.net);
        CHECK(result.energy.net->value() == Approx(trial.net_j).epsilon(0.015));
    }
}

TEST_CASE("polls at half a refresh are enough", "[host/energy]") {
    auto simulation = warm_simulation(10, 7);
    simulation.poll_s = 0.175;
    CHECK(errors_of(simulation, Kernel::mean).worst < 0.015);
}

TEST_CASE("a trial whose energy cannot be had says why and has none", "[host/energy]") {
    const auto good = hand_made_trial(6);
    const auto reasons_after = [&good](auto spoil) {
        auto trial = good;
        spoil(trial);
        const auto result = trial_energy(trial, hand_made_gauge());
        CHECK_FALSE(result.energy.net);
        CHECK_FALSE(result.energy.gross);
        CHECK_FALSE(result.energy.mean_power);
        return result.reasons;
    };
    CHECK(reasons_after([](auto& t) {
              t.context.emplace_back().status = ChargeStatus::charging;
          }) == Reasons{"charging"});
    CHECK(reasons_after([](auto& t) { t.battery.status.reset(); }) ==
          Reasons{"charging state unknown"});
    CHECK(reasons_after([](auto& t) { t.readings.clear(); }) == Reasons{"no power readings"});
    CHECK(reasons_after([](auto& t) { t.suspended_ns = 1; }) == Reasons{"suspended"});
    CHECK(reasons_after([](auto& t) { t.outcome = Outcome::failed; }) == Reasons{"unfinished"});
    CHECK(reasons_after([](auto& t) { t.phases.pop_back(); }) == Reasons{"unfinished"});
    CHECK(reasons_after([](auto& t) { t.readings[0].voltage_raw[3].reset(); }) ==
          Reasons{"voltage missing"});
    CHECK(reasons_after([](auto& t) { t.phases[0].begin = DeviceTime(8 * k_trial_second); }) ==
          Reasons{"idle too short"});
    CHECK(reasons_after([](auto& t) {
              t.phases[2].end = t.phases[3].begin = DeviceTime(24 * k_trial_second);
          }) == Reasons{"too short for this gauge"});
    CHECK(reasons_after([](auto& t) {
              auto& readings = t.readings[0];
              for (int i = 0; i < 3; ++i) {
                  readings.first_ns.erase(readings.first_ns.begin() + 24);
                  readings.last_ns.erase(readings.last_ns.begin() + 24);
                  readings.polls.erase(readings.polls.begin() + 24);
                  readings.current_raw.erase(readings.current_raw.begin() + 24);
                  readings.voltage_raw.erase(readings.voltage_raw.begin() + 24);
              }
          }) == Reasons{"sampling gap"});
    CHECK(trial_energy(good, std::nullopt).reasons == Reasons{"gauge not qualified"});
}

TEST_CASE("every reason for no energy has a next step", "[host/energy]") {
    for (const auto* reason : k_energy_reasons) {
        INFO(reason);
        CHECK_FALSE(hint_for(reason).empty());
    }
}

TEST_CASE("the default idle windows are what the energy needs", "[host/energy]") {
    for (const double refresh : {0.25, 0.35, 1.0, 1.5}) {
        GaugeProfile gauge;
        gauge.refresh = Seconds(refresh);
        CHECK(default_policy({}, {}, gauge).idle_after == idle_window(gauge));
        CHECK(default_policy({}, {}, {}).idle_after >= idle_window(gauge));
    }
}
