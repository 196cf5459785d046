#include "host/adb/server_address.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::adb;

TEST_CASE("without variables the server is adb's own default", "[host/adb]") {
    CHECK(choose_server_address({}, {}) == ServerAddress::tcp("127.0.0.1", 5037));
}

TEST_CASE("ANDROID_ADB_SERVER_PORT moves the port and ADB_SERVER_SOCKET wins over it",
          "[host/adb]") {
    CHECK(choose_server_address({}, "5099") == ServerAddress::tcp("127.0.0.1", 5099));
    CHECK(choose_server_address("tcp:lab:6000", "5099") == ServerAddress::tcp("lab", 6000));
    CHECK(choose_server_address("tcp:6001", "5099") == ServerAddress::tcp("127.0.0.1", 6001));
    CHECK(choose_server_address("localfilesystem:/run/adb", {}) ==
          ServerAddress::socket_file("/run/adb"));
}

TEST_CASE("variables that are no address are errors of the configuration", "[host/adb]") {
    for (const char* bad :
         {"", "tcp:", "tcp:host:", "tcp:host:0", "localfilesystem:", "vsock:1:2"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(choose_server_address(bad, {}), Error);
    }
    for (const char* bad : {"0", "65536", "-1", "x", "5037 "}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(choose_server_address({}, bad), Error);
    }
}

TEST_CASE("HOST:PORT is read and shown alike", "[host/adb]") {
    for (const char* text : {"127.0.0.1:5037", "lab-3.example:5038", "[fe80::1]:5037"}) {
        CHECK(parse_server_address(text).text() == text);
    }
    for (const char* bad : {"", "lab", "lab:", ":5037", "fe80::1:5037", "lab:http"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(parse_server_address(bad), Error);
    }
}

TEST_CASE("a server is only started on this machine, under the name that adb accepts",
          "[host/adb]") {
    CHECK(ServerAddress::tcp("127.0.0.1", 5037).on_this_machine());
    CHECK(ServerAddress::tcp("127.0.0.1", 5037).socket_spec() == "tcp:localhost:5037");
    CHECK(ServerAddress::socket_file("/run/adb").on_this_machine());
    CHECK(ServerAddress::socket_file("/run/adb").socket_spec() == "localfilesystem:/run/adb");
    CHECK_FALSE(ServerAddress::tcp("lab", 5037).on_this_machine());
}
