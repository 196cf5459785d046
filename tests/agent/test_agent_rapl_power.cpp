#include "agent/rapl_power.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

using test::TempDir;

void write_package(const TempDir& sys, int number, std::int64_t energy_uj,
                   std::int64_t range_uj = 262'143'328'850) {
    const auto folder = "class/powercap/intel-rapl:" + std::to_string(number) + "/";
    sys.write(folder + "name", "package-" + std::to_string(number) + "\n");
    sys.write(folder + "max_energy_range_uj", std::to_string(range_uj) + "\n");
    sys.write(folder + "energy_uj", std::to_string(energy_uj) + "\n");
}

TEST_CASE("the energy of all packages is counted from the opening on", "[agent]") {
    const TempDir sys;
    write_package(sys, 0, 1000);
    write_package(sys, 1, 50'000);
    // Cores lie within their package.
    sys.write("class/powercap/intel-rapl:0:0/name", "core\n");
    sys.write("class/powercap/intel-rapl:0:0/energy_uj", "77\n");
    const auto source = open_rapl(sys.path());
    REQUIRE(source);
    CHECK(source->name() == "rapl");
    CHECK(source->poll()->current_raw == 0);
    write_package(sys, 0, 4000);
    write_package(sys, 1, 50'500);
    CHECK(source->poll()->current_raw == 3500);
    CHECK_FALSE(source->poll()->voltage_raw);
}

TEST_CASE("a counter that begins again goes on", "[agent]") {
    const TempDir sys;
    write_package(sys, 0, 9'000, 10'000);
    const auto source = open_rapl(sys.path());
    REQUIRE(source);
    write_package(sys, 0, 500, 10'000);
    CHECK(source->poll()->current_raw == 1500);
    write_package(sys, 0, 9'500, 10'000);
    CHECK(source->poll()->current_raw == 10'500);
    write_package(sys, 0, 100, 10'000);
    CHECK(source->poll()->current_raw == 11'100);
}

TEST_CASE("a counter whose range is unknown ends where it begins again", "[agent]") {
    const TempDir sys;
    write_package(sys, 0, 9'000);
    sys.write("class/powercap/intel-rapl:0/max_energy_range_uj", "");
    const auto source = open_rapl(sys.path());
    REQUIRE(source);
    sys.write("class/powercap/intel-rapl:0/energy_uj", "9500\n");
    CHECK(source->poll()->current_raw == 500);
    for (const char* energy_uj : {"100\n", "200\n"}) {
        sys.write("class/powercap/intel-rapl:0/energy_uj", energy_uj);
        CHECK_FALSE(source->poll());
    }
}

TEST_CASE("what cannot be counted has its reason", "[agent]") {
    const TempDir sys;
    CHECK_FALSE(open_rapl(sys.path()));
    CHECK_THAT(probe_rapl(sys.path()).detail, Catch::Contains("no processor in"));
    sys.write("class/powercap/intel-rapl:0/name", "package-0\n");
    CHECK_FALSE(open_rapl(sys.path()));
    const auto missing = probe_rapl(sys.path());
    CHECK_FALSE(missing.available);
    CHECK_THAT(missing.detail, Catch::Contains("energy_uj: "));
    write_package(sys, 0, 5);
    CHECK(probe_rapl(sys.path()).available);
}

}  // namespace
}  // namespace edgebench::agent
