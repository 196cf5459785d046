#include "host/adb/adb_errors.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::adb;

namespace {

const Peer& phone() {
    static const Peer peer{.name = "phone X", .if_lost = ErrorCode::device_lost, .hint = "look"};
    return peer;
}

Error meaning(std::string_view text) {
    return error_from_fail(text, phone(), ErrorCode::device);
}

}  // namespace

TEST_CASE("adb's failure texts get the code that decides what happens next", "[host/adb]") {
    const auto unauthorised =
        "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\nTry 'adb "
        "kill-server'";
    CHECK(meaning(unauthorised).code() == ErrorCode::device_refused);
    CHECK(meaning("device still authorizing").code() == ErrorCode::device_refused);
    CHECK(meaning("device offline").code() == ErrorCode::device_lost);
    CHECK(meaning("device 'X' not found").code() == ErrorCode::no_device);
    CHECK(meaning("no devices/emulators found").code() == ErrorCode::no_device);
    CHECK(meaning("more than one device/emulator").code() == ErrorCode::no_device);
    CHECK(meaning("write failed: No space left on device").code() == ErrorCode::storage_full);
    CHECK(meaning("unknown host service").code() == ErrorCode::host);
    CHECK(meaning("closed").code() == ErrorCode::device);
    CHECK(meaning("something new").code() == ErrorCode::device);
}

TEST_CASE("a retry is offered only where it can help", "[host/adb]") {
    CHECK(meaning("device offline").transient());
    CHECK(meaning("device 'X' not found").transient());
    CHECK(meaning("closed").transient());
    CHECK_FALSE(meaning("No space left on device").transient());
    CHECK_FALSE(meaning("device unauthorized").transient());
    CHECK_FALSE(meaning("something new").transient());
}

TEST_CASE("every failure names the peer and says what to do", "[host/adb]") {
    for (const char* text :
         {"device unauthorized", "device offline", "device 'X' not found", "closed",
          "No space left on device", "Permission denied", "something new"}) {
        CAPTURE(text);
        CHECK(meaning(text).message().starts_with("phone X: "));
        CHECK_FALSE(meaning(text).hint().empty());
    }
}

TEST_CASE("text from a peer is shown short and without control characters", "[host/adb]") {
    CHECK(printable("a\x1b[2Jb\r\n") == "a [2Jb");
    CHECK(printable(std::string(10000, 'x')).size() < 300);
}
