#include "host/report/cell_summary.hpp"
#include "tests/host/report/sample_run.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::report;
using namespace edgebench::test;

TEST_CASE("a spread has no median without values and no quartiles below four", "[host/report]") {
    CHECK_FALSE(spread_of({}).median);
    CHECK(spread_of({3, 1, 2}).median == 2.0);
    CHECK_FALSE(spread_of({3, 1, 2}).quartile_range);
    CHECK(spread_of({4, 1, 3, 2}).median == 2.5);
    CHECK(spread_of({5, 1, 4, 2, 3}).quartile_range == 2.0);
}

TEST_CASE("each figure rests on the trials that are valid for it", "[host/report]") {
    const auto study = sample_study();
    const auto attempts = sample_attempts();
    const auto warm = summarise(study, study.cells[0], attempts);
    CHECK(warm.finished == 2);
    CHECK(warm.decode_tps.n == 2);
    CHECK(warm.decode_tps.median == Approx(61.0));
    CHECK(warm.energy_net_j.n == 1);
    CHECK(warm.energy_net_j.median == 18.25);
    CHECK(warm.quality.at("rouge_l") == Approx(0.4137));
    const auto cold = summarise(study, study.cells[1], attempts);
    CHECK(cold.attempts == 1);
    CHECK(cold.finished == 0);
    CHECK_FALSE(cold.decode_tps.median);
}
