#include "host/fetch/rate_meter.hpp"

#include <catch2/catch.hpp>

namespace edgebench::fetch {
namespace {

constexpr RateMeter::Time at(int ms) {
    return RateMeter::Time(std::chrono::milliseconds(ms));
}

}  // namespace

TEST_CASE("a rate needs half a second", "[fetch]") {
    RateMeter meter;
    meter.add(at(0), 100);
    CHECK(!meter.bytes_per_s());
    meter.add(at(400), 500);
    CHECK(!meter.bytes_per_s());
    meter.add(at(500), 600);
    CHECK(meter.bytes_per_s() == Approx(1000));
}

TEST_CASE("a rate is of the last seconds only", "[fetch]") {
    RateMeter meter;
    for (int second = 0; second <= 20; ++second) {
        meter.add(at(1000 * second), second <= 10 ? 0 : 50 * (second - 10));
    }
    CHECK(meter.bytes_per_s() == Approx(50));
}

TEST_CASE("bytes that are fetched again are no negative rate", "[fetch]") {
    RateMeter meter;
    meter.add(at(0), 1000);
    meter.add(at(1000), 0);
    CHECK(!meter.bytes_per_s());
}

}  // namespace edgebench::fetch
