#include "host/report/table.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace edgebench::report;

namespace {

Table sample() {
    Table table;
    table.columns = {"model", "n", "decode_tps", "answer"};
    table.rows.push_back(
        {std::string("demo"), std::int64_t{5}, 61.98765, std::string("a, \"b\"\nc")});
    table.rows.push_back({std::string("a longer name"), std::int64_t{12}, {}, std::string()});
    return table;
}

}  // namespace

TEST_CASE("a table is aligned, numbers to the right, nothing as a dash", "[host/report]") {
    CHECK(table_text(sample(), std::nullopt) ==
          "model           n  decode_tps  answer\n"
          "demo            5       61.99  a, \"b\"\\nc\n"
          "a longer name  12           –\n");
}

TEST_CASE("a table is fitted to the terminal by shortening its widest column", "[host/report]") {
    Table table;
    table.columns = {"id", "text"};
    table.rows.push_back({std::int64_t{1}, std::string(100, 'x')});
    CHECK(table_text(table, 24) == "id  text\n 1  xxxxxxxxxxxxxxxxxxx…\n");
    CHECK(table_text(table, 3) == "id  text\n 1  xxxxxxxxxxx…\n");
}

TEST_CASE("a table without rows or columns is no special case", "[host/report]") {
    CHECK(table_text({{"a", "b"}, {}}, 80) == "a  b\n");
    CHECK(table_text({}, 80) == "\n");
    CHECK(table_csv({{"a", "b"}, {}}) == "a,b\r\n");
    CHECK(table_json({{"a"}, {}}) == "[]\n");
}

TEST_CASE("CSV quotes what RFC 4180 asks for and tells nothing from an empty text",
          "[host/report]") {
    CHECK(table_csv(sample()) ==
          "model,n,decode_tps,answer\r\n"
          "demo,5,61.98765,\"a, \"\"b\"\"\nc\"\r\n"
          "a longer name,12,,\"\"\r\n");
}

TEST_CASE("JSON keeps types, the order of columns and columns of one name", "[host/report]") {
    Table table;
    table.columns = {"z", "a", "z"};
    table.rows.push_back({std::int64_t{1}, {}, Blob{0xab, 0x01}});
    CHECK(table_json(table) ==
          "[\n  {\n    \"z\": 1,\n    \"a\": null,\n    \"z_2\": \"ab01\"\n  }\n]\n");
}

TEST_CASE("JSON has no word for infinity and no bytes that are not UTF-8", "[host/report]") {
    Table table;
    table.columns = {"a", "b"};
    table.rows.push_back({INFINITY, std::string("\xff")});
    CHECK(table_json(table) == "[\n  {\n    \"a\": null,\n    \"b\": \"\uFFFD\"\n  }\n]\n");
}
