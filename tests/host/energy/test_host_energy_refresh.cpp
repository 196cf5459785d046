#include "host/energy/refresh.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <random>

using namespace edgebench;

namespace {

using Trials = std::vector<std::vector<Change>>;

DeviceTime at_s(double s) {
    return DeviceTime(static_cast<std::int64_t>(s * 1e9));
}

// What polls every 0.1 s see of a grid of which `share` of the refreshes change the reading.
std::vector<Change> seen_changes(double period, double phase, double length, double share,
                                 std::mt19937& random) {
    std::vector<Change> changes;
    for (double instant = phase; instant < length; instant += period) {
        if (std::uniform_real_distribution<>()(random) > share) continue;
        const double poll = std::ceil(instant / 0.1) * 0.1;
        changes.push_back({at_s(100 + poll - 0.1), at_s(100 + poll)});
    }
    return changes;
}

Trials seen_trials(double period, double share, int trials = 6) {
    std::mt19937 random(3);
    Trials result;
    for (int i = 0; i < trials; ++i) {
        const double phase = period * std::uniform_real_distribution<>()(random);
        result.push_back(seen_changes(period, phase, 35, share, random));
    }
    return result;
}

}  // namespace

TEST_CASE("the refresh period is found to 0.1 % from polls at 0.1 s", "[host/energy]") {
    for (const double period : {0.25, 0.3503, 0.9973, 1.4711}) {
        INFO(period);
        const auto found = fit_period(seen_trials(period, 1));
        REQUIRE(found);
        CHECK(found->value() == Approx(period).epsilon(0.001));
    }
}

TEST_CASE("refreshes that change nothing do not make the period longer", "[host/energy]") {
    for (const double period : {0.35, 1.0}) {
        INFO(period);
        const auto found = fit_period(seen_trials(period, 0.6));
        REQUIRE(found);
        CHECK(found->value() == Approx(period).epsilon(0.002));
    }
}

TEST_CASE("a gauge that is as fast as the polls is taken by their period", "[host/energy]") {
    std::vector<Change> changes;
    for (int i = 0; i < 100; ++i) changes.push_back({at_s(0.1 * i), at_s(0.1 * (i + 1))});
    const auto found = fit_period(Trials{changes});
    REQUIRE(found);
    CHECK(found->value() == Approx(0.1));
}

TEST_CASE("changes at random times have no period", "[host/energy]") {
    std::mt19937 random(5);
    for (int round = 0; round < 5; ++round) {
        Trials trials;
        for (int i = 0; i < 5; ++i) {
            std::vector<Change> changes;
            for (double t = 0; t < 30; t += 0.1 * static_cast<double>(1 + random() % 12)) {
                changes.push_back({at_s(t), at_s(t + 0.1)});
            }
            trials.push_back(changes);
        }
        CHECK_FALSE(fit_period(trials));
    }
}

TEST_CASE("too few changes have no period", "[host/energy]") {
    CHECK_FALSE(fit_period({}));
    CHECK_FALSE(fit_period(seen_trials(30, 1)));
    CHECK_FALSE(fit_period(Trials{{{at_s(1), at_s(1.1)}}}));
}

TEST_CASE("the phase is found within 20 ms", "[host/energy]") {
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        const double period = 0.3503;
        const double phase = period * std::uniform_real_distribution<>()(random);
        const auto found = fit_phase(seen_changes(period, phase, 30, 1, random), Seconds(period));
        REQUIRE(found);
        const double off =
            std::remainder(static_cast<double>(found->value()) * 1e-9 - 100 - phase, period);
        CHECK(std::abs(off) < 0.02);
    }
}

TEST_CASE("no changes have no phase", "[host/energy]") {
    CHECK_FALSE(fit_phase({}, Seconds(1)));
}

TEST_CASE("changes of an unknown period have no phase", "[host/energy]") {
    const Change change{DeviceTime(0), DeviceTime(100'000'000)};
    CHECK_FALSE(fit_phase(std::array{change, change}, Seconds(0)));
}

TEST_CASE("changes in pairs like those of no gauge have no period", "[host/energy]") {
    std::mt19937 random(9);
    std::vector<Change> changes;
    double t = 1;
    for (int i = 0; i < 12; ++i, t += 20 + 10 * std::uniform_real_distribution<>()(random)) {
        changes.push_back({at_s(t), at_s(t + 0.001)});
        changes.push_back({at_s(t + 0.001), at_s(t + 0.0021)});
    }
    CHECK_FALSE(estimate_refresh(Trials{changes}).period);
}
