#include "host/energy/phase_fit.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace edgebench;

namespace {

// Prefill lasts 0.5 s and ends inside the first reading, `late` into it; decode lasts 3.5 s; T = 1
// s.
PhaseTrial trial_of(double late, double prefill_w, double decode_w) {
    PhaseTrial trial;
    trial.refresh_s = 1;
    trial.duration.resize(2);
    trial.duration << 0.5, 3.5;
    const double in_first = 1 - late, last = 3.5 - in_first - 2;
    trial.weights.resize(5, 2);
    trial.weights << 0.5, in_first, 0, 1, 0, 1, 0, std::min(1.0, last), 0, std::max(0.0, last - 1);
    trial.power = trial.weights.col(0) * prefill_w + trial.weights.col(1) * decode_w;
    trial.total_j = trial.power.sum();
    return trial;
}

}  // namespace

TEST_CASE("a phase that no reading saw alone is found by repetition", "[host/energy]") {
    std::vector<PhaseTrial> trials;
    for (const double late : {0.5, 0.6, 0.7, 0.8, 0.9, 0.55}) {
        trials.push_back(trial_of(late, 12, 8));
    }
    const auto fit = fit_phases(trials);
    REQUIRE(fit);
    CHECK(fit->energy(0) == Approx(6));
    CHECK(fit->energy(1) == Approx(28));
    CHECK(fit->per_trial.rows() == 6);
}

TEST_CASE("with totals the phases sum to their mean, whatever the readings", "[host/energy]") {
    std::vector<PhaseTrial> trials;
    double sum = 0;
    for (const double late : {0.5, 0.6, 0.7, 0.8, 0.9, 0.55}) {
        trials.push_back(trial_of(late, 12 + late, 8 - late));
        *trials.back().total_j += 0.3 * late;
        sum += *trials.back().total_j;
    }
    const auto fit = fit_phases(trials);
    REQUIRE(fit);
    CHECK(fit->energy.sum() == Approx(sum / 6));
}

TEST_CASE("a reading wholly inside a phase counts as it is, not as the fit would have it",
          "[host/energy]") {
    std::vector<PhaseTrial> trials;
    for (const double late : {0.5, 0.6, 0.7, 0.8, 0.9, 0.55})
        trials.push_back(trial_of(late, 12, 8));
    trials[0].power(1) += 0.001;  // of decode alone
    *trials[0].total_j += 0.001;
    const auto fit = fit_phases(trials);
    REQUIRE(fit);
    CHECK(fit->energy(1) - 28 == Approx(0.001 / 6).epsilon(0.15));
}

TEST_CASE("one reading that no load explains does not move an instant gauge's energy",
          "[host/energy]") {
    std::vector<PhaseTrial> trials;
    for (int i = 0; i < 10; ++i) {
        PhaseTrial trial;
        trial.refresh_s = 1;
        trial.unseen = 1;
        trial.duration.resize(2);
        trial.duration << 2, 3;
        trial.weights.resize(5, 2);
        trial.weights << 1, 0, 1, 0, 0, 1, 0, 1, 0, 1;
        trial.power.resize(5);
        const double noise = i % 2 == 0 ? 0.1 : -0.1;
        trial.power << 12 + noise, 12 - noise, 8 + noise, 8 - noise, 8;
        trials.push_back(trial);
    }
    trials[3].power(2) = 200;
    const auto fit = fit_phases(trials);
    REQUIRE(fit);
    CHECK(fit->energy(0) == Approx(24).epsilon(0.002));
    CHECK(fit->energy(1) == Approx(24).epsilon(0.005));  // the mean would be 43
}

TEST_CASE("phases that the readings cannot tell apart have no fit", "[host/energy]") {
    std::vector<PhaseTrial> trials(5, trial_of(0.5, 12, 8));
    for (auto& trial : trials) {
        trial.weights.col(0).setConstant(0.2);
        trial.weights.col(1).setConstant(0.8);
    }
    CHECK_FALSE(fit_phases(trials));
    for (auto& trial : trials) trial.weights.col(0).setZero();
    CHECK_FALSE(fit_phases(trials));
}
