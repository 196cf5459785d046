#include "host/catalog/hub.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace edgebench;
using test::error_of;

namespace {

HubAccess access_with(const std::map<std::string, std::string>& variables) {
    return hub_access([&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    });
}

const std::string k_listing = R"([
 {"type": "file", "path": "README.md"},
 {"type": "file", "path": "Some-1B-Instruct-Q4_K_M.gguf", "size": 10},
 {"type": "file", "path": "Some-1B-Instruct-IQ4_XS.gguf"},
 {"type": "file", "path": "Some-1B-Instruct-Q4_0_4_4.gguf"},
 {"type": "file", "path": "../Some-1B-Instruct-Q8_0.gguf"},
 {"type": "file", "path": "a/Some-1B-Instruct-Q6_K.gguf"},
 {"type": "file", "path": "b/Some-1B-Instruct-Q6_K.gguf"}])";

}  // namespace

TEST_CASE("a reference to the Hub names a repository and perhaps a file", "[host/catalog]") {
    CHECK_FALSE(parse_hub_reference("qwen2.5-3b"));
    const auto whole = parse_hub_reference("hf:Qwen/Qwen2.5-3B-Instruct-GGUF");
    REQUIRE(whole);
    CHECK(whole->repository == "Qwen/Qwen2.5-3B-Instruct-GGUF");
    CHECK_FALSE(whole->file);
    CHECK(parse_hub_reference("hf:a/b:c d.gguf")->file == "c d.gguf");
}

TEST_CASE("a reference that could leave its folder is refused", "[host/catalog]") {
    for (const auto* text : {"hf:", "hf:a", "hf:../b", "hf:a/b:", "hf:a/b:c.bin",
                             "hf:a/b:../c.gguf", "hf:a/b:/c.gguf", "hf:a/b/c"}) {
        CAPTURE(text);
        const auto error = error_of([&] { parse_hub_reference(text); });
        CHECK(error.code() == ErrorCode::usage);
        CHECK_THAT(error.hint(), Catch::Contains("hf:OWNER/NAME"));
    }
}

TEST_CASE("the Hub's address and token come from the environment", "[host/catalog]") {
    CHECK_THAT(access_with({}).endpoint, Catch::StartsWith("https://"));
    CHECK_FALSE(access_with({}).token);
    const auto hub = access_with({{"HF_ENDPOINT", "http://127.0.0.1:8/"}, {"HF_TOKEN", "t"}});
    CHECK(hub.token == "t");
    CHECK(file_url(hub, "a/b", "c d+e.gguf") ==
          "http://127.0.0.1:8/a/b/resolve/main/c%20d%2Be.gguf");
    CHECK_THROWS_AS(access_with({{"HF_ENDPOINT", "ftp://x"}}), Error);
}

TEST_CASE("the file of a quantisation is found by its name", "[host/catalog]") {
    CHECK(file_of_quant(k_listing, "a/b", "q4_k_m") == "Some-1B-Instruct-Q4_K_M.gguf");
    CHECK(file_of_quant(k_listing, "a/b", "iq4_xs") == "Some-1B-Instruct-IQ4_XS.gguf");
}

TEST_CASE("no file, several files and no list are told apart", "[host/catalog]") {
    const auto none = error_of([] { file_of_quant(k_listing, "a/b", "q8_0"); });
    CHECK_THAT(none.message(), Catch::StartsWith("no file of a/b"));
    CHECK_THAT(none.hint(), Catch::Contains("hf:a/b:FILE.gguf"));
    const auto several = error_of([] { file_of_quant(k_listing, "a/b", "q6_k"); });
    CHECK_THAT(several.message(), Catch::StartsWith("more than one file of a/b"));
    CHECK_THAT(several.hint(), Catch::Contains("b/Some-1B-Instruct-Q6_K.gguf"));
    // "4_4" of "Q4_0_4_4" is another quantisation than "q4_0".
    CHECK_THROWS_AS(file_of_quant(k_listing, "a/b", "q4_0"), Error);
    CHECK(error_of([] { file_of_quant("<html>", "a/b", "q4_0"); }).code() == ErrorCode::protocol);
}
