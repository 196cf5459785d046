#include "host/catalog/synthetic_prompt.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace edgebench;

TEST_CASE("a synthetic prompt has exactly so many tokens of the second quarter", "[host/catalog]") {
    const auto set = synthetic_prompt(512, 7, 32000);
    REQUIRE(set.prompts.size() == 1);
    const auto& tokens = set.prompts[0].tokens;
    CHECK(tokens.size() == 512);
    const auto [low, high] = std::minmax_element(tokens.begin(), tokens.end());
    CHECK(*low >= 8000);
    CHECK(*high < 16000);
    CHECK(set.name == "synthetic-512");
}

TEST_CASE("a synthetic prompt depends on its three numbers only", "[host/catalog]") {
    const auto set = synthetic_prompt(4, 7, 32000);
    CHECK(set.prompts[0].tokens == synthetic_prompt(4, 7, 32000).prompts[0].tokens);
    CHECK(set.sha256 == synthetic_prompt(4, 7, 32000).sha256);
    CHECK(set.prompts[0].tokens != synthetic_prompt(4, 8, 32000).prompts[0].tokens);
    CHECK(set.sha256 != synthetic_prompt(4, 8, 32000).sha256);
    CHECK(set.sha256 != synthetic_prompt(4, 7, 32001).sha256);
}

TEST_CASE("a vocabulary that is too small is refused", "[host/catalog]") {
    CHECK(test::error_of([] { synthetic_prompt(4, 0, 1); }).code() == ErrorCode::configuration);
}
