#include "host/store/database.hpp"
#include "tests/host/store/fixture.hpp"
#include "tests/host/store/query_rows.hpp"

#include <catch2/catch.hpp>

namespace edgebench::store {
namespace {

GaugeQualification found_with(Kernel kernel) {
    GaugeQualification found;
    found.method = "load-blocks/1";
    found.profile.origin = ProfileOrigin::qualified;
    found.profile.refresh = Seconds(0.35);
    found.profile.kernel = kernel;
    found.refresh_interval = SecondsRange{Seconds(0.349), Seconds(0.351)};
    found.changes = 300;
    found.edges = 160;
    found.candidates = {{Kernel::mean, std::nullopt, Amps(0.01)},
                        {Kernel::first_order, Seconds(0.2), Amps(0.02)}};
    return found;
}

TEST_CASE("a device has no qualified gauge until one is recorded, then the newest",
          "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_device(pixel());
    CHECK_FALSE(database.qualified_gauge(pixel()));
    for (const auto kernel : {Kernel::undetermined, Kernel::mean}) {
        database.record_gauge_qualification(pixel(), found_with(kernel));
        const auto gauge = database.qualified_gauge(pixel());
        REQUIRE(gauge);
        CHECK(gauge->kernel == kernel);
        CHECK(gauge->origin == ProfileOrigin::qualified);
        CHECK(gauge->refresh == Seconds(0.35));
    }
    const auto rows =
        rows_of(database,
                "SELECT json_extract(candidates, '$[1].filter_constant_s') AS constant, "
                "refresh_high_s, voltage_refresh_s FROM gauge_qualification");
    REQUIRE(rows.size() == 2);
    CHECK(number(rows[0], "constant") == 0.2);
    CHECK(number(rows[0], "refresh_high_s") == 0.351);
    CHECK(is_null(rows[0], "voltage_refresh_s"));
}

TEST_CASE("another build of the same device has to be qualified anew", "[host/store]") {
    const TempDir folder;
    Database database(folder / "results.db");
    database.record_gauge_qualification(pixel(), found_with(Kernel::mean));
    auto updated = pixel();
    updated.fingerprint += "-updated";
    CHECK_FALSE(database.qualified_gauge(updated));
}

}  // namespace
}  // namespace edgebench::store
