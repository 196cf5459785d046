#include "host/config/model_config.hpp"
#include "host/config/text_file.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace edgebench;
using test::error_of;

namespace {

const std::string k_demo = R"(name = "demo"
description = "random weights"
kind = "synthetic"
architecture = "llama"
parameters_total = 19000000
licence = "CC0-1.0"
source = "generated"

[[quant]]
name = "q4_k_m"
file = "demo-q4_k_m.gguf"

[[quant]]
name = "iq4_xs"
file = "demo-iq4_xs.gguf"
sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)";

std::string with(std::string text, const std::string& old, const std::string& now) {
    return text.replace(text.find(old), old.size(), now);
}

Error model_refusal(const std::string& text) {
    return error_of([&] { parse_model_config(text, "configs/models/demo.toml"); });
}

}  // namespace

TEST_CASE("a model file is read whole", "[host/config]") {
    const auto model = parse_model_config(k_demo, "configs/models/demo.toml");
    CHECK(model.name == "demo");
    CHECK(model.kind == ModelKind::synthetic);
    CHECK(model.architecture == "llama");
    CHECK(model.parameters_total == 19'000'000);
    CHECK(model.licence == "CC0-1.0");
    CHECK_FALSE(model.chat_format);
    CHECK(model.source == "generated");
    REQUIRE(model.quants.size() == 2);
    REQUIRE(model.quants[0].parts.size() == 1);
    CHECK(model.quants[0].parts[0].file == "demo-q4_k_m.gguf");
    CHECK_FALSE(model.quants[0].parts[0].sha256);
    CHECK(model.quants[1].parts[0].sha256->starts_with("e3b0c442"));
    CHECK_FALSE(model.reasoning);
    CHECK_FALSE(model.repository);
}

TEST_CASE("a model of the Hub may be split, gated and sparse", "[host/config]") {
    const auto model = parse_model_config(R"(name = "large"
description = "a mixture of experts"
kind = "language"
architecture = "olmoe"
parameters_total = 6_919_161_856
parameters_active = 1_282_017_280
licence_gated = true
reasoning = true
repository = "some-one/Large-1.0_GGUF"

[[quant]]
name = "q4_k_m"
[[quant.part]]
file = "Large-00001-of-00002.gguf"
size_bytes = 3_993_201_344
[[quant.part]]
file = "Large-00002-of-00002.gguf"

[[quant]]
name = "q8_0"
file = "/models/Large-q8_0.gguf"
)",
                                          "large.toml");
    CHECK(model.parameters_active == 1'282'017'280);
    CHECK(model.licence_gated);
    CHECK(model.reasoning);
    CHECK(model.repository == "some-one/Large-1.0_GGUF");
    REQUIRE(model.quants[0].parts.size() == 2);
    CHECK(model.quants[0].parts[0].size_bytes == 3'993'201'344);
    CHECK_FALSE(model.quants[0].parts[1].size_bytes);
    CHECK(model.quants[1].parts[0].file == "/models/Large-q8_0.gguf");
}

TEST_CASE("a repository is a part of a URL and of a path", "[host/config]") {
    CHECK(is_repository_name("Qwen/Qwen2.5-3B-Instruct-GGUF"));
    for (const auto* name : {"", "one", "/b", "a/", "a/b/c", "../b", "a/..", "a/b?c", "a b/c"}) {
        CAPTURE(name);
        CHECK_FALSE(is_repository_name(name));
    }
}

TEST_CASE("what is wrong in a model file is named with its place", "[host/config]") {
    CHECK(model_refusal(with(k_demo, "\"demo\"", "\"demi\"")).message() ==
          "configs/models/demo.toml:1:8: 'demi' should be the name of the file");
    CHECK(model_refusal(with(k_demo, "synthetic", "syntetic")).hint() ==
          "Did you mean 'synthetic'?");
    CHECK_THAT(model_refusal(with(k_demo, "19000000", "0")).message(), Catch::Contains(":5:20:"));
    CHECK_THAT(model_refusal(with(k_demo, "iq4_xs", "q4_k_m")).message(),
               Catch::EndsWith("quantisation 'q4_k_m' appears twice"));
    CHECK_THAT(model_refusal(with(k_demo, "q4_k_m", "Q4_K_M")).message(),
               Catch::Contains("Q4_K_M"));
    CHECK_THAT(model_refusal(with(k_demo, "demo-q4", "../demo-q4")).message(),
               Catch::Contains("or an absolute path"));
    CHECK_THAT(model_refusal(with(k_demo, "source = \"generated\"", "repository = \"x\"")).hint(),
               Catch::Contains("OWNER/NAME"));
    CHECK_THAT(model_refusal(with(k_demo, "source = \"generated\"", "")).message(),
               Catch::Contains("'repository' is missing"));
    CHECK_THAT(model_refusal(with(k_demo, "e3b0", "E3B0")).message(), Catch::Contains("sha256"));
    CHECK(model_refusal(with(k_demo, "licence", "license")).hint() == "Did you mean 'licence'?");
    CHECK_THAT(model_refusal("name = \"demo\"").message(),
               Catch::Contains("'description' is missing"));
}

TEST_CASE("every model file that edgebench comes with is valid", "[host/config]") {
    const std::filesystem::path folder = EDGEBENCH_SOURCE "/configs/models";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        CHECK_NOTHROW(parse_model_config(read_text_file(file), file.path()));
    }
}
