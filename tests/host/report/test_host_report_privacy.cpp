#include "host/report/privacy.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace edgebench;
using namespace edgebench::report;

namespace {

Attempt finished(Traffic traffic) {
    Attempt attempt;
    attempt.end.outcome = Outcome::finished;
    attempt.end.traffic = traffic;
    return attempt;
}

}  // namespace

TEST_CASE("what the phone does not tell is unreadable, not 0", "[host/report]") {
    CHECK(engine_sockets_text({}) == "engine sockets beyond loopback: unreadable");
    CHECK(shell_bytes_text({}) == "bytes of the shell's uid, adb included: unreadable");
    const std::vector nothing{finished({})};
    CHECK(privacy_summary(nothing) ==
          "Privacy: engine sockets beyond loopback: unreadable; bytes of the shell's uid, adb "
          "included: unreadable.\n");
}

TEST_CASE("trials add up, and those that tell nothing are counted", "[host/report]") {
    const std::vector trials{finished({0, 1000, 200}), finished({1, 50, 7}), finished({2, {}, {}})};
    CHECK(privacy_summary(trials) ==
          "Privacy: engine sockets beyond loopback: 3; bytes of the shell's uid, adb included: "
          "1050 received, 207 sent (of 2 trials; 1 unreadable).\n");
}

TEST_CASE("trials that did not finish tell nothing about privacy", "[host/report]") {
    CHECK(privacy_summary(std::vector<Attempt>(2)).empty());
}
