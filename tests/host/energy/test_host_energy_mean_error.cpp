#include "host/energy/mean_error.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace edgebench;

namespace {

std::vector<std::string> prompts_of(std::initializer_list<const char*> names) {
    return {names.begin(), names.end()};
}

}  // namespace

TEST_CASE("below five values a mean has no population interval", "[host/energy]") {
    const std::vector<double> values{1, 2, 3, 4};
    CHECK_FALSE(error_of_mean(values, prompts_of({"a", "a", "a", "a"})));
}

TEST_CASE("with one prompt the error of a mean is s / sqrt(n)", "[host/energy]") {
    const std::vector<double> values{1, 2, 3, 4, 5};
    const auto error = error_of_mean(values, prompts_of({"a", "a", "a", "a", "a"}));
    REQUIRE(error);
    CHECK(error->se == Approx(0.70711).epsilon(1e-4));  // sqrt(2.5 / 5)
    CHECK(error->degrees_of_freedom == Approx(4));
}

TEST_CASE("what differs between fixed prompts is no error of their mean", "[host/energy]") {
    const std::vector<double> values{10, 11, 20, 21, 30, 31, 40, 41};
    const auto error = error_of_mean(values, prompts_of({"a", "a", "b", "b", "c", "c", "d", "d"}));
    REQUIRE(error);
    CHECK(error->se == Approx(0.25));  // each pair has the variance 0.5
    CHECK(error->degrees_of_freedom <= 4);
}

TEST_CASE("prompts that were asked once count as drawn at random", "[host/energy]") {
    const std::vector<double> values{10, 20, 30, 40, 50};
    const auto error = error_of_mean(values, prompts_of({"a", "b", "c", "d", "e"}));
    REQUIRE(error);
    CHECK(error->se == Approx(7.0711).epsilon(1e-4));
}

TEST_CASE("an interval is Student's t, and wider where one stops when it is narrow",
          "[host/energy]") {
    const MeanError error{1, 9};
    CHECK(half_width_in_se(error, Looks::once) == Approx(2.2622).epsilon(1e-4));
    CHECK(half_width_in_se(error, Looks::at_every_round) == Approx(2.2622 * 1.1).epsilon(1e-4));
}

TEST_CASE("the spread within and between prompts is told apart", "[host/energy]") {
    const std::vector<double> values{9, 11, 19, 21};
    const auto spread = spread_of_prompts(values, prompts_of({"a", "a", "b", "b"}));
    CHECK(*spread.within == Approx(1.41421).epsilon(1e-4));
    CHECK(*spread.between == Approx(7.0).epsilon(1e-4));  // sqrt((100 - 2) / 2)
    CHECK_FALSE(spread_of_prompts(values, prompts_of({"a", "b", "c", "d"})).within);
}
