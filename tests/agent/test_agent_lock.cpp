#include "agent/clock.hpp"
#include "agent/lock.hpp"
#include "agent/takeover.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace edgebench::agent {
namespace {

TEST_CASE("the text of the lock is what every version understands", "[agent]") {
    LockText text;
    text.owner = "ann@lab";
    text.plan = "0123456789abcdef0123456789abcdef";
    text.boot_id = "b";
    text.pid = 42;
    text.expires = DeviceTime(1'000'000'000'000);
    const auto formatted = format_lock(text);
    CHECK(formatted.size() == 1024);
    CHECK(formatted.substr(0, formatted.find("\n\n")) ==
          "owner=ann@lab\nplan=0123456789abcdef0123456789abcdef\nboot_id=b\npid=42\n"
          "expires_boottime_ns=1000000000000");

    const auto parsed = parse_lock("later=addition\n" + formatted);
    CHECK(parsed.owner == text.owner);
    CHECK(parsed.plan == text.plan);
    CHECK(parsed.boot_id == text.boot_id);
    CHECK(parsed.pid == text.pid);
    CHECK(parsed.expires == text.expires);
}

TEST_CASE("an owner cannot add lines to the lock", "[agent]") {
    LockText text;
    text.owner = "ann\npid=1";
    CHECK_FALSE(parse_lock(format_lock(text)).pid);
    CHECK_FALSE(parse_lock("pid=many\n").pid);
    CHECK_FALSE(parse_lock("").pid);
}

TEST_CASE("the lock is held once", "[agent]") {
    const test::TempDir folder;
    const auto path = folder / "lock";
    auto first = Lock::try_take(path);
    REQUIRE(first);
    CHECK_FALSE(Lock::try_take(path));
    first.reset();
    CHECK(Lock::try_take(path));
}

TEST_CASE("the lock says who uses the phone until when", "[agent]") {
    const test::TempDir folder;
    const auto path = folder / "lock";
    auto lock = Lock::try_take(path);
    REQUIRE(lock);
    lock->take_over("boot");
    CHECK(Lock::read(path).pid == ::getpid());
    CHECK(Lock::read(path).plan.empty());

    lock->begin_plan("ann@lab", "plan");
    lock->renew(Seconds(3600));
    const auto text = Lock::read(path);
    CHECK(text.owner == "ann@lab");
    CHECK(text.plan == "plan");
    CHECK(seconds_between(now(), text.expires) > Seconds(4190));

    lock->end_plan();
    CHECK(Lock::read(path).plan.empty());
    lock->leave();
    CHECK_FALSE(Lock::read(path).pid);
}

TEST_CASE("a phone is taken over from nobody but the idle", "[agent]") {
    const test::TempDir folder;
    const Paths paths{folder.path()};
    auto lock = std::get<Lock>(take_phone(paths, "build A"));
    lock.take_over("boot");
    const auto endpoint =
        R"({"pid":)" + std::to_string(::getpid()) + R"(,"port":1,"build_id":"build A"})";
    folder.write("endpoint", endpoint);

    SECTION("an agent of the same build serves everybody") {
        lock.begin_plan("ann@lab", "plan");
        CHECK(std::get<std::string>(take_phone(paths, "build A")) == endpoint);
    }
    SECTION("an agent of another build is left alone while it is busy") {
        lock.begin_plan("ann@lab", "plan");
        CHECK(std::get<LockText>(take_phone(paths, "build B")).owner == "ann@lab");
    }
}

}  // namespace
}  // namespace edgebench::agent
