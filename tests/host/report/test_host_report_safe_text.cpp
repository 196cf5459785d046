#include "host/report/safe_text.hpp"

#include <catch2/catch.hpp>

using namespace edgebench::report;

TEST_CASE("control characters become visible", "[host/report]") {
    CHECK(safe_text("a\x1b[31mb\x07\x7f") == "a\\x1b[31mb\\x07\\x7f");
    CHECK(safe_text("a\tb\r\nc") == "a\\tb\\r\\nc");
    CHECK(safe_text("a\nb\r", LineBreaks::keep) == "a\nb\\r");
    CHECK(safe_text("\xc2\x9b"
                    "31m") == "\\x9b31m");
    CHECK(safe_text(std::string("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("characters that reorder text become visible", "[host/report]") {
    CHECK(safe_text("\u202Egnp.exe") == "\\u202egnp.exe");
    CHECK(safe_text("\u2066x\u2069") == "\\u2066x\\u2069");
}

TEST_CASE("what is not UTF-8 is replaced byte by byte", "[host/report]") {
    CHECK(safe_text("a\xff\xc3") == "a\uFFFD\uFFFD");
    CHECK(safe_text("\xc0\xaf") == "\uFFFD\uFFFD");
    CHECK(safe_text("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");
    CHECK(safe_text("Grüße 🚀 日本") == "Grüße 🚀 日本");
}

TEST_CASE("width is counted in columns of a terminal", "[host/report]") {
    CHECK(display_width("Grüße") == 5);
    CHECK(display_width("日本") == 4);
    CHECK(display_width("e\u0301") == 1);
}

TEST_CASE("text is shortened at a character and says so", "[host/report]") {
    CHECK(shortened("abcdef", 6) == "abcdef");
    CHECK(shortened("abcdef", 4) == "abc…");
    CHECK(shortened("日本語", 4) == "日…");
    CHECK(shortened("ab", 1) == "…");
}
