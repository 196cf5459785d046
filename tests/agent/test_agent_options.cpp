#include "agent/options.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

TEST_CASE("the agent's command line is understood", "[agent]") {
    const auto options = parse_options({"start", "--root", "/data/x", "--linger", "5"});
    CHECK(options.command == Command::start);
    CHECK(options.root == "/data/x");
    CHECK(options.linger == std::chrono::seconds(5));
    CHECK(parse_options({"serve", "--root", "/x"}).linger == std::chrono::minutes(10));
    CHECK(parse_options({"serve", "--root", "/x"}).sys == "/sys");
    CHECK(parse_options({"serve", "--root", "/x", "--sys", "/fake"}).sys == "/fake");
    CHECK(parse_options({"version"}).command == Command::version);
}

TEST_CASE("a wrong command line is refused", "[agent]") {
    const auto arguments = GENERATE(
        std::vector<std::string>{}, std::vector<std::string>{"dance"},
        std::vector<std::string>{"start"}, std::vector<std::string>{"start", "--root", "here"},
        std::vector<std::string>{"start", "--root"},
        std::vector<std::string>{"start", "--root", "/x", "--linger", "5s"},
        std::vector<std::string>{"start", "--root", "/x", "--linger", "-1"},
        std::vector<std::string>{"start", "--colour", "red"});
    CHECK_THROWS_AS(parse_options(arguments), Error);
}

}  // namespace
}  // namespace edgebench::agent
