#include "host/config/toml_table.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using test::error_of;

TEST_CASE("a syntax error names file, line and column", "[host/config]") {
    const auto error = error_of([] { TomlTable::parse("a = 1\nb = = 2\n", "x.toml"); });
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::StartsWith("x.toml:2:5: "));
}

TEST_CASE("a table whose name begins with no character of a key is an error", "[host/config]") {
    using namespace std::string_view_literals;
    for (const auto text : {"[!]"sv, "[\t\0uant]\n"sv, "[[\x7f]]"sv}) {
        const auto error = error_of([&] { TomlTable::parse(text, "x.toml"); });
        CHECK_THAT(error.message(), Catch::StartsWith("x.toml:1:"));
    }
}

TEST_CASE("letters beyond ASCII belong into quotes and comments", "[host/config]") {
    const auto error = error_of([] { TomlTable::parse("é = 1\n", "x.toml"); });
    CHECK_THAT(error.message(), Catch::StartsWith("x.toml:1:1: "));
    for (const auto text : {"a = 1é", "a = \"b\" ﬧ", "[é]", "[[a]]é", "\xcc\xaa", "\x97"}) {
        CHECK_THROWS_AS(TomlTable::parse(text, "x.toml"), Error);
    }
    auto table = TomlTable::parse("a = \"é\" # é\nb = \"\"\"\\\n  §\"\"\"\n", "x.toml");
    CHECK(table.text("a") == "é");
    CHECK(table.text("b") == "§");
}

TEST_CASE("keys nested deeply enough to exhaust the stack are refused", "[host/config]") {
    std::string key = "a";
    for (int level = 1; level < 50'000; ++level) key += ".a";
    const auto error = error_of([&] { TomlTable::parse("b = 1\n" + key + " = 1\n", "x.toml"); });
    CHECK(error.message() == "x.toml:2: the line has more than 4096 bytes");
    CHECK_NOTHROW(TomlTable::parse(key.substr(0, 4001) + " = 1\n", "x.toml"));
}

TEST_CASE("a value of the wrong type is pointed at", "[host/config]") {
    auto table = TomlTable::parse("name = 3\nsize = \"big\"\n", "x.toml");
    CHECK(error_of([&] { table.text("name"); }).message() ==
          "x.toml:1:8: 'name' should be text in quotes");
    CHECK(error_of([&] { table.optional_integer("size"); }).message() ==
          "x.toml:2:8: 'size' should be a whole number");
    CHECK(error_of([&] { table.tables("size"); }).message() ==
          "x.toml:2:8: 'size' should be tables: [[size]]");
}

TEST_CASE("a missing key is an error only where it is required", "[host/config]") {
    auto table = TomlTable::parse("other = 1\nempty = \"\"\n", "x.toml");
    CHECK_FALSE(table.optional_text("name"));
    CHECK_FALSE(table.optional_integer("size"));
    CHECK_THAT(error_of([&] { table.text("name"); }).message(),
               Catch::EndsWith("'name' is missing"));
    CHECK_THAT(error_of([&] { table.text("empty"); }).message(),
               Catch::EndsWith("'empty' is empty"));
}

TEST_CASE("a key that nobody asked for is refused with a suggestion", "[host/config]") {
    auto table = TomlTable::parse("name = \"a\"\nlicense = \"b\"\n", "x.toml");
    table.text("name");
    table.optional_text("licence");
    const auto error = error_of([&] { table.refuse_other_keys(); });
    CHECK(error.message() == "x.toml:2:1: unknown key 'license'");
    CHECK(error.hint() == "Did you mean 'licence'?");
}

TEST_CASE("sub-tables outlive the table they came from", "[host/config]") {
    auto parts = TomlTable::parse("[[quant]]\nname = \"a\"\n[[quant]]\nname = \"b\"\n", "x.toml")
                     .tables("quant");
    REQUIRE(parts.size() == 2);
    CHECK(parts[1].text("name") == "b");
}
