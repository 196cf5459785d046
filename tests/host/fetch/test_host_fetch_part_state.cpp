#include "host/fetch/part_state.hpp"

#include <catch2/catch.hpp>

namespace edgebench::fetch {
namespace {

const std::string k_begin = "edgebench part 1\nsize 1000\n";

}  // namespace

TEST_CASE("a state is read as it was written", "[fetch]") {
    const PartState state{1000, "\"tag\"", std::string(64, 'a'), "boot", {{0, 10}, {500, 1000}}};
    CHECK(parse_part_state(to_text(state)) == state);
    const PartState plain{0, "", "", "", {}};
    CHECK(parse_part_state(to_text(plain)) == plain);
}

TEST_CASE("a state that cannot be true is none", "[fetch]") {
    REQUIRE(parse_part_state(k_begin + "missing 5 10\nmissing 11 1000\n"));
    for (const std::string text :
         {"missing 5 5\n", "missing 6 5\n", "missing 5 1001\n", "missing 5 10\nmissing 10 20\n",
          "missing 50 60\nmissing 5 10\n", "missing 5 10", "missing 5\n", "missing -5 10\n",
          "etag weak\n", "sha256 abc\n", "boot \n", "other 1\n", "\n"}) {
        INFO(text);
        CHECK(!parse_part_state(k_begin + text));
    }
    CHECK(!parse_part_state(""));
    CHECK(!parse_part_state("edgebench part 2\nsize 1000\n"));
    CHECK(!parse_part_state("edgebench part 1\nsize x\n"));
    CHECK(!parse_part_state("edgebench part 1\nsize 1000"));
}

}  // namespace edgebench::fetch
