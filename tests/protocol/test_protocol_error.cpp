#include "protocol/error.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

TEST_CASE("every error code has a name that leads back to it", "[protocol]") {
    for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        INFO(to_string(code));
        CHECK(error_code_from(to_string(code)) == code);
    }
    CHECK(error_code_from("no such code") == ErrorCode::internal);
}

TEST_CASE("an exception that is no Error is internal", "[protocol]") {
    CHECK(as_error(std::runtime_error("odd")).code() == ErrorCode::internal);
    CHECK(as_error(std::runtime_error("odd")).message() == "odd");
    CHECK(as_error(Error(ErrorCode::busy, "wait")).code() == ErrorCode::busy);
}

TEST_CASE("context goes before the message and changes nothing else", "[protocol]") {
    const Error inner(ErrorCode::device_lost, "the phone is gone", "Plug it in.", Retry::can_help);
    const auto outer = inner.with_context("uploading demo.gguf");
    CHECK(outer.message() == "uploading demo.gguf: the phone is gone");
    CHECK(outer.hint() == "Plug it in.");
    CHECK(outer.code() == ErrorCode::device_lost);
    CHECK(outer.transient());
    CHECK_THAT(outer.what(), Catch::Contains("Plug it in."));
}
