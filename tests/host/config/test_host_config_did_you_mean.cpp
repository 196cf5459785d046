#include "host/config/did_you_mean.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {
const std::vector<std::string> k_models{"demo", "qwen2.5-3b", "phi-2"};
}

TEST_CASE("a near miss is recognised: wrong letter, swap, case, unfinished", "[host/config]") {
    CHECK(nearest("qwen2.5-3c", k_models) == "qwen2.5-3b");
    CHECK(nearest("dmeo", k_models) == "demo");
    CHECK(nearest("DEMO", k_models) == "demo");
    CHECK(nearest("qwen", k_models) == "qwen2.5-3b");
}

TEST_CASE("what is far from every candidate has no suggestion", "[host/config]") {
    CHECK_FALSE(nearest("llama-70b", k_models));
    CHECK_FALSE(nearest("", k_models));
    CHECK_FALSE(nearest("demo", {}));
}

TEST_CASE("the hint suggests, or else lists what there is", "[host/config]") {
    CHECK(did_you_mean("dem", k_models, "models") == "Did you mean 'demo'?");
    CHECK(did_you_mean("zzzzzz", k_models, "models") == "Known models: demo, qwen2.5-3b, phi-2.");
    CHECK(did_you_mean("x", {}, "models").empty());
}
