#include "host/plan/host_note.hpp"
#include "protocol/error.hpp"
#include "tests/host/plan/sample_study.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

ErrorCode code_of(const std::string& note) {
    try {
        decode_host_note(note);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

}  // namespace

TEST_CASE("a study survives its travel in the host note", "[host/plan]") {
    auto request = sample_request();
    request.device.simulated = true;
    request.cells[1].generation.temperature = 0.7;
    const auto study = make_study(request);
    const auto note = encode_host_note(study);
    const auto back = decode_host_note(note);
    CHECK(encode_host_note(back) == note);
    CHECK(back.settings_sha256 == study.settings_sha256);
    CHECK(back.prompts.prompts[1].reference == "p2");
    CHECK_FALSE(back.prompts.prompts[0].reference);
    CHECK(back.cells[1].generation.temperature == 0.7);
    CHECK(back.slots.size() == study.slots.size());
}

TEST_CASE("a tryout's note says what is tried out where", "[host/plan]") {
    EngineTryout tryout;
    tryout.device.serial = "PIXEL1";
    tryout.engine = {"sha", "llama.cpp", "b9999"};
    const auto back = decode_tryout_note(encode_tryout_note(tryout));
    REQUIRE(back);
    CHECK(back->device.serial == "PIXEL1");
    CHECK(back->engine.version == "b9999");
    CHECK_FALSE(decode_tryout_note(encode_host_note(make_study(sample_request()))));
    CHECK_FALSE(decode_tryout_note(load_block_note()));
    CHECK_THROWS_AS(decode_tryout_note(R"({"version":1,"engine_tryout":7})"), Error);
    CHECK_THROWS_AS(decode_tryout_note(R"({"version":2})"), Error);
}

TEST_CASE("a note with bytes that are not UTF-8 is still a note", "[host/plan]") {
    auto request = sample_request();
    request.device.model =
        "Ph\xff"
        "one";
    const auto note = encode_host_note(make_study(request));
    CHECK(decode_host_note(note).device.model == "Ph\xef\xbf\xbdone");
}

TEST_CASE("what is not a note is refused", "[host/plan]") {
    for (const auto* text :
         {"", "not JSON", "[]", "{}", "null", R"({"version":1})", R"({"version":"1","study":{}})",
          R"({"version":1,"study":{"id":7}})"}) {
        INFO(text);
        CHECK(code_of(text) == ErrorCode::protocol);
    }
}

TEST_CASE("a note of a later version names it", "[host/plan]") {
    CHECK_THROWS_WITH(decode_host_note(R"({"version":2,"study":{}})"),
                      Catch::Contains("version 2"));
}

TEST_CASE("a note that is too deep or too long is refused", "[host/plan]") {
    CHECK(code_of(std::string(100'000, '[')) == ErrorCode::protocol);
    std::string wide = "[0";
    for (int i = 0; i < 600'000; ++i) wide += ",0";
    CHECK(code_of(wide + "]") == ErrorCode::protocol);
}
