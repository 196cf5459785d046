#include "host/store/database.hpp"
#include "tests/host/store/fixture.hpp"
#include "tests/host/store/query_rows.hpp"

#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

CellEnergy some_energy() {
    CellEnergy energy;
    energy.method = "cell/1";
    energy.kernel = Kernel::mean;
    energy.trials = {"uuid-1", "uuid-2"};
    energy.n = 2;
    for (const auto* name : k_cell_energy_names) energy.why_not[name] = "not asked for";
    energy.why_not.erase("energy_net_j");
    energy.net = Estimate<Joules>{.value = Joules(9.5),
                                  .se = Joules(0.2),
                                  .measured_mean = {Joules(9.1), Joules(9.9)},
                                  .population_se = Joules(0.3),
                                  .population_mean = Interval<Joules>{Joules(8.5), Joules(10.5)},
                                  .calibrated_mean = std::nullopt};
    energy.baseline = Watts(0.9);
    energy.battery_capacity = {MilliampHours(4100), "charge_full"};
    energy.covariance = {{{1, 2, 3}, {2, 4, 5}, {3, 5, 6}}};
    return energy;
}

TEST_CASE("a cell's energy is read back as it was given", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    database.record_study(study);
    const auto energy = some_energy();
    database.record_cell_energy(study, 1, energy);
    const auto all = database.cell_energies(study);
    REQUIRE(all.size() == study.cells.size());
    CHECK_FALSE(all[0]);
    REQUIRE(all[1]);
    CHECK(all[1]->method == energy.method);
    CHECK(all[1]->kernel == energy.kernel);
    CHECK(all[1]->trials == energy.trials);
    CHECK(all[1]->n == energy.n);
    CHECK(all[1]->baseline == energy.baseline);
    REQUIRE(all[1]->battery_capacity);
    CHECK(all[1]->battery_capacity->full == MilliampHours(4100));
    CHECK(all[1]->battery_capacity->origin == "charge_full");
    CHECK(all[1]->covariance == energy.covariance);
    CHECK(all[1]->why_not == energy.why_not);
    REQUIRE(all[1]->net);
    CHECK(all[1]->net->value == energy.net->value);
    CHECK(all[1]->net->population_mean->high == Joules(10.5));
    CHECK_FALSE(all[1]->net->calibrated_mean);
    CHECK_FALSE(all[1]->decode_net);
}

TEST_CASE("of several energies of a cell the newest counts, and the others are kept",
          "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    const auto study = small_study();
    database.record_study(study);
    auto energy = some_energy();
    database.record_cell_energy(study, 0, energy);
    energy.method = "cell/2";
    database.record_cell_energy(study, 0, energy);
    CHECK(database.cell_energies(study).at(0)->method == "cell/2");
    CHECK(number(rows_of(database, "SELECT count(*) AS n FROM cell_energy").at(0), "n") == 2);
}

}  // namespace
}  // namespace edgebench::store
