#include "tests/bench/energy_accuracy/cell.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;
using namespace edgebench::bench;

namespace {

Conditions conditions_of(GaugeKind kind) {
    Conditions c;
    c.kind = kind;
    c.refresh_s = c.filter_constant_s = 0.8;
    c.prefill_w = 15;
    c.decode_w = 10;
    c.idle_s = idle_needed_s(c);
    return c;
}

MeasuredCell measured(const Conditions& conditions, Kernel assumed, int answers = 20) {
    CellRun run(conditions, assumed, 1);
    run.add_answers(answers);
    return run.measure(Looks::once);
}

double percent_off(const std::optional<Estimate<Joules>>& estimate, double truth) {
    REQUIRE(estimate);
    return 100 * std::abs(estimate->value.value() / truth - 1);
}

}  // namespace

TEST_CASE("20 answers on a known kernel give net, prefill and decode energies", "[bench]") {
    for (const auto kind : {GaugeKind::mean, GaugeKind::first_order}) {
        const auto conditions = conditions_of(kind);
        const auto cell = measured(conditions, true_kernel(conditions));
        CHECK(percent_off(cell.energy.net, cell.truth.net_j) < 0.5);
        CHECK(percent_off(cell.energy.gross, cell.truth.gross_j) < 0.5);
        CHECK(percent_off(cell.energy.prefill_net, cell.truth.prefill_j) < 1.5);
        CHECK(percent_off(cell.energy.decode_net, cell.truth.decode_j) < 1.5);
        const auto sum = cell.energy.prefill_net->value + cell.energy.decode_net->value;
        CHECK(sum.value() == Approx(cell.energy.net->value.value()));
        CHECK_FALSE(cell.energy.net_minus_padded);
        CHECK(cell.energy.n == 20);
        CHECK(cell.energy.trials.size() == 20);
    }
}

TEST_CASE("on an instant gauge the fit is the total and the difference is told", "[bench]") {
    const auto cell = measured(conditions_of(GaugeKind::instant), Kernel::instant);
    CHECK(percent_off(cell.energy.net, cell.truth.net_j) < 2);
    REQUIRE(cell.energy.net_minus_padded);
    const auto sum = cell.energy.prefill_net->value + cell.energy.decode_net->value;
    CHECK(sum.value() == Approx(cell.energy.net->value.value()));
}

TEST_CASE("an undetermined kernel gives totals and no phases", "[bench]") {
    const auto cell = measured(conditions_of(GaugeKind::mean), Kernel::undetermined);
    CHECK(percent_off(cell.energy.net, cell.truth.net_j) < 0.5);
    CHECK_FALSE(cell.energy.prefill_net);
    CHECK_FALSE(cell.energy.covariance);
    CHECK_THAT(cell.energy.why_not.at("energy_prefill_net_j"),
               Catch::StartsWith("the gauge's kernel is undetermined"));
}

TEST_CASE("below five answers there is no population interval", "[bench]") {
    const auto conditions = conditions_of(GaugeKind::mean);
    CHECK_FALSE(measured(conditions, Kernel::mean, 4).energy.net->population_mean);
    CHECK(measured(conditions, Kernel::mean, 5).energy.net->population_mean);
}

TEST_CASE("a meter's gain and offset make an interval of its own", "[bench]") {
    const auto conditions = conditions_of(GaugeKind::mean);
    CellRun run(conditions, Kernel::mean, 1);
    run.add_answers(6);
    std::vector<CountedTrial> trials;
    for (const auto& attempt : run.attempts()) trials.push_back({"p", &attempt});
    CellSettings settings;
    settings.battery_capacity = {MilliampHours(4000), "charge_full"};
    settings.calibration = Calibration{1.1, 0.02, Watts(0.1), Watts(0)};
    const auto cell = cell_energy(trials, settings);
    const auto middle = [](const Interval<Joules>& i) { return (i.low + i.high).value() / 2; };
    CHECK(middle(*cell.net->calibrated_mean) == Approx(1.1 * cell.net->value.value()));
    CHECK(middle(*cell.gross->calibrated_mean) > 1.1 * cell.gross->value.value() + 0.5);
    const auto width = cell.net->calibrated_mean->high - cell.net->calibrated_mean->low;
    CHECK(width.value() >= 2 * 1.96 * 0.02 * cell.net->value.value());
    // 10 W for 8 s and 15 W for 2 s from 3.8 V: about 8 mAh of 4,000.
    CHECK(cell.charge->value.value() == Approx(110 / 3.75 / 3.6).epsilon(0.03));
    CHECK(cell.battery_per_100->value.value() == Approx(cell.charge->value.value() * 2.5));
}
