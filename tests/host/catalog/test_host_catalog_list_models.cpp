#include "host/catalog/add_model.hpp"
#include "host/catalog/catalogue.hpp"
#include "host/catalog/list_models.hpp"
#include "tests/host/catalog/gguf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

namespace {

const std::string k_hub_model = R"(name = "some"
description = "of the Hub"
kind = "language"
architecture = "llama"
repository = "own/er"
[[quant]]
name = "q4_k_m"
file = "some-q4_k_m.gguf"
[[quant]]
name = "q8_0"
file = "some-q8_0.gguf"
)";

struct Home {
    Home() { folder.write("configs/models/some.toml", k_hub_model); }
    Paths paths() {
        return Paths(
            [this](const std::string& name) -> std::optional<std::string> {
                if (name == "EDGEBENCH_CONFIGS") return folder / "configs";
                if (name == "EDGEBENCH_MODELS") return folder / "models";
                if (name == "HOME") return folder / "home";
                return std::nullopt;
            },
            "/none/bin/edgebench");
    }
    ListedModel some() { return list_model(model_config_named("some", paths()), paths()); }
    TempDir folder;
};

}  // namespace

TEST_CASE("a model is here when its file is, put there by hand or by a download",
          "[host/catalog]") {
    Home home;
    CHECK_FALSE(home.some().quants[0].here);
    CHECK(home.some().quants[0].places[0] == home.folder / "models/own/er/some-q4_k_m.gguf");
    home.folder.write("models/own/er/some-q4_k_m.gguf", "x");
    CHECK(home.some().quants[0].here);
    CHECK_FALSE(home.some().quants[1].here);
    home.folder.write("models/some-q8_0.gguf", "x");
    CHECK(home.some().quants[1].here);
    CHECK(home.some().quants[1].places[0] == home.folder / "models/some-q8_0.gguf");
}

TEST_CASE("a file is compared with the catalogue or with its first use", "[host/catalog]") {
    Home home;
    const ModelLock lock(home.folder / "models.lock");
    home.folder.write("models/some-q4_k_m.gguf", "x");
    const auto unknown = verify_model(home.some(), lock);
    REQUIRE(unknown.size() == 1);
    CHECK(unknown[0].standard == HashStandard::none);
    CHECK(unknown[0].right);

    lock.pin({"own/er", "some-q4_k_m.gguf", 1, unknown[0].sha256, "-"});
    CHECK(verify_model(home.some(), lock)[0].standard == HashStandard::first_use);
    CHECK(verify_model(home.some(), lock)[0].right);
    home.folder.write("models/some-q4_k_m.gguf", "y");
    CHECK_FALSE(verify_model(home.some(), lock)[0].right);

    auto config = k_hub_model;
    config.insert(config.find("\n[[quant]]\nname = \"q8"),
                  "\nsha256 = \"" + unknown[0].sha256 + "\"");
    home.folder.write("configs/models/some.toml", config);
    const auto catalogued = verify_model(home.some(), lock);
    CHECK(catalogued[0].standard == HashStandard::catalogue);
    CHECK_FALSE(catalogued[0].right);
}

TEST_CASE("a file of the user's own becomes a model", "[host/catalog]") {
    Home home;
    const auto file = home.folder.write("My \"Own\"-Q4_K_M.gguf", small_model().bytes());
    CHECK_THAT(error_of([&] { add_model(file, {}, home.paths()); }).hint(),
               Catch::Contains("--name"));
    const auto added = add_model(file, "mine", home.paths());
    CHECK(added.quant == "q4_k_m");
    const auto config = model_config_named("mine", home.paths());
    CHECK(config.architecture == "llama");
    CHECK(is_here(quant_named(config, "Q4_K_M"), config, home.paths()));
    CHECK_THAT(error_of([&] { add_model(file, "mine", home.paths()); }).message(),
               Catch::Contains("already"));
    const auto plain = home.folder.write("Other-Q4_K_M.gguf", small_model().bytes());
    CHECK(add_model(plain, {}, home.paths()).name == "other");
}

TEST_CASE("every model of the catalogue can be had and is listed", "[host/catalog]") {
    Home home;
    const Paths paths(
        [](const std::string& name) -> std::optional<std::string> {
            if (name == "EDGEBENCH_CONFIGS") return EDGEBENCH_SOURCE "/configs";
            if (name == "EDGEBENCH_MODELS") return "/none";
            return std::nullopt;
        },
        "/none/bin/edgebench");
    // The eight of arXiv 2603.26603.
    for (const auto* name : {"qwen2-0.5b", "qwen2.5-1.5b", "phi-2", "qwen2.5-3b", "olmoe-1b-7b",
                             "qwen2.5-7b", "llama-3.1-8b", "gemma-2-9b"}) {
        const auto config = model_config_named(name, paths);
        CAPTURE(name);
        CHECK(config.repository);
        CHECK_NOTHROW(quant_named(config, "q4_k_m"));
        CHECK_NOTHROW(quant_named(config, "iq4_xs"));
    }
    CHECK(all_model_configs(paths).size() > 18);
}
