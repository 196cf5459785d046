#include "host/report/models.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::report;

namespace {

ListedModel some_model() {
    ListedModel model;
    model.config.name = "some-1b";
    model.config.description = "of a test";
    model.config.architecture = "llama";
    model.config.parameters_total = 1'235'814'432;
    model.config.licence = "MIT";
    model.config.licence_gated = true;
    model.config.repository = "own/er";
    const QuantConfig first{
        "q4_k_m", {{"a-1.gguf", 1'000'000, std::string(64, 'a')}, {"a-2.gguf", 48'576, {}}}};
    const QuantConfig second{"q8_0", {{"b.gguf", {}, {}}}};
    model.config.quants = {first, second};
    model.quants = {{first, {"/m/a-1.gguf", "/m/a-2.gguf"}, true}, {second, {"/m/b.gguf"}, false}};
    return model;
}

}  // namespace

TEST_CASE("the catalogue is a line for each model", "[host/report]") {
    CHECK(models_text({some_model()}, std::nullopt) ==
          "model    weights  active  licence  quantisations (* is here)\n"
          "some-1b  1.24 B   –       MIT      q4_k_m* q8_0\n");
}

TEST_CASE("a model is shown with its files", "[host/report]") {
    CHECK(model_text(some_model(), std::nullopt) ==
          "some-1b: of a test\n"
          "architecture llama, licence MIT\n"
          "its publisher wants the licence accepted\n"
          "from own/er\n\n"
          "quantisation  size      here  SHA-256       file\n"
          "q4_k_m        1.00 MiB  yes   aaaaaaaaaaaa  a-1.gguf and 1 more\n"
          "q8_0          –         no    –             b.gguf\n");
}

TEST_CASE("what is not known of a model is null in JSON", "[host/report]") {
    const auto json = models_json({some_model()});
    CHECK_THAT(json, Catch::Contains("\"parameters_active\": null"));
    CHECK_THAT(json, Catch::Contains("\"size_bytes\": 1000000"));
    CHECK_THAT(json, Catch::Contains("\"path\": \"/m/b.gguf\""));
}

TEST_CASE("checked files say what they were compared with", "[host/report]") {
    const std::vector<VerifiedFile> files{{"m", "q", "/a", "aa", HashStandard::catalogue, true},
                                          {"m", "q", "/b", "bb", HashStandard::first_use, false},
                                          {"m", "q", "/c", "cc", HashStandard::none, true}};
    const auto text = verified_text(files, std::nullopt);
    CHECK_THAT(text, Catch::Contains("right, as the catalogue says"));
    CHECK_THAT(text, Catch::Contains("WRONG"));
    CHECK_THAT(text, Catch::Contains("nothing to compare with"));
    CHECK_THAT(verified_json(files), Catch::Contains("\"right\": null"));
}
