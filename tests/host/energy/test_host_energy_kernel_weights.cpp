#include "host/energy/kernel_weights.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench;

namespace {

DeviceTime at(double s) {
    return DeviceTime(static_cast<std::int64_t>(s * 1e9));
}

// In the reading made at 11 s, the one before it at 10 s.
double weight(const KernelModel& kernel, double begin, double end) {
    return kernel_weight(kernel, at(10), at(11), at(begin), at(end));
}

const KernelModel k_mean{Kernel::mean, {}};
const KernelModel k_instant{Kernel::instant, {}};
const KernelModel k_first_order{Kernel::first_order, Seconds(2)};

}  // namespace

TEST_CASE("a mean reading holds each part of its refresh by its length", "[host/energy]") {
    CHECK(weight(k_mean, 10.25, 10.75) == Approx(0.5));
    CHECK(weight(k_mean, 9, 10.25) == Approx(0.25));
    CHECK(weight(k_mean, 0, 20) == Approx(1));
    CHECK(weight(k_mean, 8, 10) == 0);
    CHECK(weight(k_mean, 11, 12) == 0);
}

TEST_CASE("an instant reading holds only what is on when it is made", "[host/energy]") {
    CHECK(weight(k_instant, 10.9, 11.1) == 1);
    CHECK(weight(k_instant, 11, 12) == 1);
    CHECK(weight(k_instant, 10, 11) == 0);
}

TEST_CASE("a first-order reading forgets with its constant", "[host/energy]") {
    CHECK(weight(k_first_order, 9, 11) == Approx(1 - std::exp(-1)));
    CHECK(weight(k_first_order, 7, 9) == Approx(std::exp(-1) - std::exp(-2)));
    CHECK(weight(k_first_order, 11, 30) == 0);
    CHECK(weight({Kernel::first_order, {}}, 10, 11) == Approx(1 - std::exp(-1)));
}

TEST_CASE("the weights of intervals that tile the past sum to one", "[host/energy]") {
    for (const auto& kernel : {k_mean, k_instant, k_first_order}) {
        double sum = 0;
        for (int i = 0; i < 600; ++i) sum += weight(kernel, -48 + 0.1 * i, -48 + 0.1 * (i + 1));
        CHECK(sum == Approx(1));
    }
}

TEST_CASE("an undetermined kernel has no weights", "[host/energy]") {
    CHECK_THROWS_AS(weight({Kernel::undetermined, {}}, 10, 11), Error);
}
