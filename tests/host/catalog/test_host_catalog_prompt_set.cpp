#include "host/catalog/prompt_set.hpp"
#include "host/config/text_file.hpp"
#include "protocol/bytes.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

namespace {

Error refusal_of_set(std::string_view text) {
    auto error = error_of([&] { parse_prompt_set(text, "p.jsonl"); });
    CHECK(error.code() == ErrorCode::configuration);
    return error;
}

}  // namespace

TEST_CASE("a prompt set is read line by line", "[host/catalog]") {
    const auto set = parse_prompt_set(
        "{\"id\":\"a\",\"prompt\":\"Say "
        "hi\",\"reference\":\"hi\",\"scorers\":[\"contains\",\"rouge_l\"]}\r\n"
        "\n"
        "{\"id\":\"b\",\"prompt\":\"Grüße\"}",
        "some/where/greetings.jsonl");
    CHECK(set.name == "greetings");
    CHECK(is_sha256_hex(set.sha256));
    REQUIRE(set.prompts.size() == 2);
    CHECK(set.prompts[0].reference == "hi");
    CHECK(set.prompts[0].scorers == std::vector<std::string>{"contains", "rouge_l"});
    CHECK(set.prompts[1].text == "Grüße");
    CHECK_FALSE(set.prompts[1].reference);
}

TEST_CASE("what is wrong in a prompt set is named with its line", "[host/catalog]") {
    const std::string good = "{\"id\":\"a\",\"prompt\":\"x\"}\n";
    CHECK(refusal_of_set(good + "{oops").message() == "p.jsonl:2: is not JSON");
    CHECK(refusal_of_set(good + good).message() == "p.jsonl:2: the id 'a' appears twice");
    CHECK(refusal_of_set("[1]").message() == "p.jsonl:1: a prompt should be a JSON object");
    CHECK(refusal_of_set("{\"id\":\"a\"}").message() == "p.jsonl:1: 'prompt' is missing");
    CHECK(refusal_of_set("{\"prompt\":\"a\"}").message() == "p.jsonl:1: 'id' is missing");
    CHECK(refusal_of_set("{\"id\":1,\"prompt\":\"a\"}").message() ==
          "p.jsonl:1: 'id' should be text");
    CHECK(refusal_of_set("{\"id\":\"a\",\"prompt\":\"\"}").message() ==
          "p.jsonl:1: 'prompt' is empty");
    CHECK(refusal_of_set("{\"id\":\"a\",\"prompt\":\"x\",\"promt\":\"y\"}").hint() ==
          "Did you mean 'prompt'?");
    CHECK(refusal_of_set("{\"id\":\"a\",\"prompt\":\"\xff\"}").message() ==
          "p.jsonl:1: is not JSON");
    CHECK(refusal_of_set("\n \n").message() == "p.jsonl holds no prompts");
}

TEST_CASE("scorers are known, named once and have something to compare with", "[host/catalog]") {
    const std::string begin = R"({"id":"a","prompt":"x","reference":"y","scorers":)";
    CHECK(refusal_of_set(begin + R"(["rouge_1"]})").hint() == "Did you mean 'rouge_l'?");
    CHECK_THAT(refusal_of_set(begin + R"(["contains","contains"]})").message(),
               Catch::EndsWith("appears twice"));
    CHECK_THAT(refusal_of_set(begin + R"("contains"})").message(),
               Catch::EndsWith("should be a list"));
    CHECK_THAT(refusal_of_set(R"({"id":"a","prompt":"x","scorers":["contains"]})").message(),
               Catch::Contains("needs a 'reference'"));
}

TEST_CASE("deeply nested JSON is refused without harm", "[host/catalog]") {
    refusal_of_set("{\"id\":" + std::string(1'000'000, '['));
    refusal_of_set("{\"id\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}");
}

TEST_CASE("a prompt set is found by name or by path", "[host/catalog]") {
    TempDir folder;
    folder.write("prompts/short.jsonl", "{\"id\":\"a\",\"prompt\":\"x\"}\n");
    const Paths paths(
        [&](const std::string& name) -> std::optional<std::string> {
            return name == "EDGEBENCH_CONFIGS" ? std::optional(folder.path().string())
                                               : std::nullopt;
        },
        "/none/bin/edgebench");
    CHECK(load_prompt_set("short", paths).name == "short");
    CHECK(load_prompt_set(folder / "prompts/short.jsonl", paths).name == "short");
    CHECK(error_of([&] { load_prompt_set("shrot", paths); }).hint() == "Did you mean 'short'?");
    CHECK_THAT(error_of([&] { load_prompt_set("./none.jsonl", paths); }).message(),
               Catch::StartsWith("there is no file"));
}

TEST_CASE("every prompt set that edgebench comes with is valid", "[host/catalog]") {
    const std::filesystem::path folder = EDGEBENCH_SOURCE "/configs/prompts";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        CHECK_NOTHROW(parse_prompt_set(read_text_file(file), file.path()));
    }
}
