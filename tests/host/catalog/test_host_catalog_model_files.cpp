#include "host/catalog/gguf.hpp"
#include "host/catalog/model_files.hpp"
#include "host/config/model_config.hpp"
#include "host/config/text_file.hpp"
#include "tests/host/catalog/gguf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace edgebench;
using namespace edgebench::test;

namespace {

const std::string k_tiny = R"(name = "tiny"
description = "for tests"
kind = "synthetic"
architecture = "llama"
source = "generated"
[[quant]]
name = "q4_k_m"
file = "tiny-q4_k_m.gguf"
[[quant]]
name = "iq4_xs"
file = "tiny-iq4_xs.gguf"
)";

// Writes what it was told to and remembers what it was asked for.
struct FakeSource : ModelSource {
    void fetch(const ModelPart& part, const ModelConfig&,
               const std::filesystem::path& target) override {
        fetched.push_back(part.file);
        std::filesystem::create_directories(target.parent_path());
        std::ofstream(target) << bytes;
    }
    std::string list(const std::string&) override { return listing; }
    std::string bytes = small_model().bytes();
    std::string listing = R"([{"path": "Tiny-Q4_K_M.gguf"}, {"path": "Tiny-IQ4_XS.gguf"}])";
    std::vector<std::string> fetched;
};

// A catalogue with one model in two quantisations; only the file of the first exists.
struct Catalogue {
    Catalogue() {
        folder.write("configs/models/tiny.toml", k_tiny);
        folder.write("models/tiny-q4_k_m.gguf", small_model().bytes());
    }
    ResolvedModel resolve(const ModelRequest& request) {
        const auto lookup = [this](const std::string& name) -> std::optional<std::string> {
            if (name == "EDGEBENCH_CONFIGS") return folder / "configs";
            if (name == "EDGEBENCH_MODELS") return folder / "models";
            return std::nullopt;
        };
        return resolve_model(request, Paths(lookup, "/none/bin/edgebench"),
                             FileHashes(folder / "cache"), source);
    }
    Error refusal(const ModelRequest& request) {
        return error_of([&] { resolve(request); });
    }
    TempDir folder;
    FakeSource source;
};

}  // namespace

// The file is there where script/bootstrap has run.
TEST_CASE("the demo model is what its configuration says", "[host/catalog]") {
    const std::filesystem::path source(EDGEBENCH_SOURCE);
    const auto config =
        parse_model_config(read_text_file(source / "configs/models/demo.toml"), "demo.toml");
    for (const auto& quant : config.quants) {
        const auto file = Paths::of_this_process().models() / quant.parts.front().file;
        if (!std::filesystem::exists(file)) continue;
        const auto header = read_gguf(file);
        CHECK(header.parameters == config.parameters_total);
        CHECK(header.architecture == config.architecture);
        CHECK_NOTHROW(require_quantisation(header, quant.name, file));
    }
}

TEST_CASE("a model of the catalogue is found by name and quantisation", "[host/catalog]") {
    Catalogue catalogue;
    const auto found = catalogue.resolve({"tiny", "Q4_K_M", {}});
    REQUIRE(found.parts.size() == 1);
    CHECK(found.parts[0].path == catalogue.folder / "models/tiny-q4_k_m.gguf");
    CHECK(found.model.sha256 == found.parts[0].hash.sha256);
    CHECK(found.model.name == "tiny");
    CHECK(found.model.quant == "q4_k_m");
    CHECK(found.model.file_name == "tiny-q4_k_m.gguf");
    CHECK(found.model.size == static_cast<std::int64_t>(small_model().bytes().size()));
    CHECK(is_sha256_hex(found.model.sha256));
    CHECK(found.model.architecture == "llama");
    CHECK(found.model.synthetic);
    CHECK(found.header.vocabulary == 3);
}

TEST_CASE("a missing model file is named with the next step", "[host/catalog]") {
    Catalogue catalogue;
    const auto error = catalogue.refusal({"tiny", "iq4_xs", {}});
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::Contains("tiny-iq4_xs.gguf"));
    CHECK_THAT(error.hint(), Catch::Contains("./script/bootstrap"));
}

TEST_CASE("a file of the Hub is fetched once", "[host/catalog]") {
    Catalogue catalogue;
    auto config = k_tiny;
    config.replace(config.find("source = \"generated\""), 20, "repository = \"own/er\"");
    catalogue.folder.write("configs/models/tiny.toml", config);
    CHECK(catalogue.resolve({"tiny", "q4_k_m", {}}).parts[0].path ==
          catalogue.folder / "models/tiny-q4_k_m.gguf");
    CHECK(catalogue.source.fetched.empty());
    catalogue.source.bytes = small_model(30).bytes();  // iq4_xs
    const auto place = catalogue.folder / "models/own/er/tiny-iq4_xs.gguf";
    CHECK(catalogue.resolve({"tiny", "iq4_xs", {}}).parts[0].path == place);
    CHECK(catalogue.resolve({"tiny", "iq4_xs", {}}).parts[0].path == place);
    CHECK(catalogue.source.fetched == std::vector<std::string>{"tiny-iq4_xs.gguf"});
}

TEST_CASE("a repository of the Hub is a model without a catalogue", "[host/catalog]") {
    Catalogue catalogue;
    const auto found = catalogue.resolve({"hf:own/er", "Q4_K_M", {}});
    CHECK(found.model.name == "hf:own/er");
    CHECK(found.parts[0].path == catalogue.folder / "models/own/er/Tiny-Q4_K_M.gguf");
    CHECK(catalogue.resolve({"hf:own/er:Tiny-Q4_K_M.gguf", "q4_k_m", {}}).model.sha256 ==
          found.model.sha256);
    CHECK_THAT(catalogue.refusal({"hf:own/er:Other.gguf", "q8_0", {}}).message(),
               Catch::EndsWith("is quantised as q4_k_m, not as q8_0"));
}

TEST_CASE("a split model is one model of several files", "[host/catalog]") {
    Catalogue catalogue;
    auto config = k_tiny;
    const std::string file = "file = \"tiny-q4_k_m.gguf\"\n";
    config.replace(config.find(file), file.size(),
                   "[[quant.part]]\nfile = \"tiny-00001-of-00002.gguf\"\n[[quant.part]]\nfile = "
                   "\"tiny-00002-of-00002.gguf\"\n");
    catalogue.folder.write("configs/models/tiny.toml", config);
    const auto part = [](std::uint16_t number) {
        GgufBuilder gguf;
        gguf.header(1, number == 0 ? 5 : 3);
        if (number == 0) {
            gguf.text_entry("general.architecture", "llama")
                .u32_entry("general.file_type", k_file_type_q4_k_m);
        }
        gguf.text("split.no").u32(2).number(number);
        gguf.text("split.count").u32(2).number(std::uint16_t{2});
        gguf.text("split.tensors.count").u32(5).number(std::int32_t{2});
        return gguf.tensor("t" + std::to_string(number), 256, 1, k_type_q4_k, 0).data(144).bytes();
    };
    const auto first = catalogue.folder.write("models/tiny-00001-of-00002.gguf", part(0));
    CHECK_THAT(catalogue.refusal({"tiny", "q4_k_m", {}}).message(),
               Catch::Contains("tiny-00002-of-00002.gguf"));
    catalogue.folder.write("models/tiny-00002-of-00002.gguf", part(1));
    const auto found = catalogue.resolve({"tiny", "q4_k_m", {}});
    REQUIRE(found.parts.size() == 2);
    CHECK(found.model.size == found.parts[0].size_bytes + found.parts[1].size_bytes);
    CHECK(found.model.sha256 != found.parts[0].hash.sha256);
    CHECK(found.model.file_name == "tiny-00001-of-00002.gguf");
    CHECK(catalogue.resolve({"tiny", "q4_k_m", first}).model.sha256 == found.model.sha256);
}

TEST_CASE("near misses of model and quantisation get a suggestion", "[host/catalog]") {
    Catalogue catalogue;
    CHECK_THAT(catalogue.refusal({"tinny", "q4_k_m", {}}).hint(),
               Catch::StartsWith("Did you mean 'tiny'?"));
    CHECK(catalogue.refusal({"tiny", "q4_k_s", {}}).hint() == "Did you mean 'q4_k_m'?");
    CHECK_THAT(catalogue.refusal({"../models/tiny", "q4_k_m", {}}).message(),
               Catch::StartsWith("there is no model"));
}

TEST_CASE("a model file of the user's own needs no catalogue entry", "[host/catalog]") {
    Catalogue catalogue;
    const auto file = catalogue.folder.write("mine.gguf", small_model().bytes());
    const auto found = catalogue.resolve({"mine", "q4_k_m", file});
    CHECK(found.model.name == "mine");
    CHECK(found.parts[0].path == file);
    CHECK_FALSE(found.model.synthetic);
    CHECK_THAT(catalogue.refusal({"mine", "q8_0", file}).message(),
               Catch::EndsWith("is quantised as q4_k_m, not as q8_0"));
    CHECK_THAT(catalogue.refusal({"mine", "q4_k_m", catalogue.folder / "none.gguf"}).message(),
               Catch::StartsWith("there is no model file"));
    CHECK_THAT(catalogue.refusal({"mine", "q4_k_m", catalogue.folder.path()}).message(),
               Catch::EndsWith("is not a file"));
}

TEST_CASE("a file that is another model than its name says is refused", "[host/catalog]") {
    Catalogue catalogue;
    GgufBuilder other;
    other.header(1, 1).text_entry("general.architecture", "phi2");
    catalogue.folder.write("models/tiny-q4_k_m.gguf",
                           other.tensor("t", 256, 1, k_type_q4_k, 0).data(144).bytes());
    CHECK_THAT(catalogue.refusal({"tiny", "q4_k_m", {}}).message(),
               Catch::Contains("the architecture 'phi2'"));
}

TEST_CASE("a file with another hash than the catalogue's is refused", "[host/catalog]") {
    Catalogue catalogue;
    auto config = k_tiny;
    const std::string hash(64, '0');
    config.insert(config.find("\n[[quant]]\nname = \"iq4"), "\nsha256 = \"" + hash + "\"");
    catalogue.folder.write("configs/models/tiny.toml", config);
    const auto error = catalogue.refusal({"tiny", "q4_k_m", {}});
    CHECK(error.code() == ErrorCode::integrity);
    CHECK_THAT(error.message(), Catch::EndsWith("the catalogue says " + hash));
}
