#include "host/adb/connection.hpp"
#include "host/adb/device.hpp"
#include "tests/support/fake_adb_server.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;
using test::FakeAdbPeer;
using test::FakeAdbServer;

namespace {

ServerAddress address_of(const FakeAdbServer& server) {
    return ServerAddress::tcp("127.0.0.1", server.port());
}

// The Error of asking the scripted server for host:version.
Error failure_of_query(FakeAdbServer::Script script, std::chrono::milliseconds timeout = 2s) {
    FakeAdbServer server({std::move(script)});
    try {
        const std::string answer =
            test::run_coroutine(query(address_of(server), "host:version", timeout));
        FAIL("answered " + answer);
    } catch (const Error& error) {
        CHECK(error.message().find(address_of(server).text()) != std::string::npos);
        CHECK_FALSE(error.hint().empty());
        CHECK(server.finish().empty());
        return error;
    }
    throw std::logic_error("unreachable");
}

}  // namespace

TEST_CASE("a service that answers gives its text", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
        peer.expect("host:version");
        peer.okay();
        peer.send_block("0029");
    }});
    CHECK(test::run_coroutine(query(address_of(server), "host:version")) == "0029");
    CHECK(server.finish().empty());
}

TEST_CASE("an answer that arrives byte by byte is whole", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
        peer.expect("host:version");
        for (const char byte : std::string("OKAY00040029")) {
            peer.send(std::string(1, byte));
        }
    }});
    CHECK(test::run_coroutine(query(address_of(server), "host:version")) == "0029");
}

TEST_CASE("a refused service is an error with the server's reason", "[host/adb]") {
    const Error error = failure_of_query([](FakeAdbPeer& peer) {
        peer.expect("host:version");
        peer.fail("protocol fault (couldn't read status)");
    });
    CHECK(error.code() == ErrorCode::host);
    CHECK(error.message().find("couldn't read status") != std::string::npos);
}

TEST_CASE("a peer that is no adb server is told apart", "[host/adb]") {
    const Error banner =
        failure_of_query([](FakeAdbPeer& peer) { peer.send("SSH-2.0-OpenSSH_9.2\r\n"); });
    CHECK(banner.code() == ErrorCode::protocol);
    CHECK(banner.message().find("SSH-") != std::string::npos);

    const Error length = failure_of_query([](FakeAdbPeer& peer) {
        peer.expect("host:version");
        peer.send("OKAYzzzz");
    });
    CHECK(length.code() == ErrorCode::protocol);
}

TEST_CASE("an answer that is cut off is an error, at every length", "[host/adb]") {
    const std::string whole = "OKAY00040029";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        const Error error = failure_of_query([&](FakeAdbPeer& peer) {
            peer.expect("host:version");
            peer.send(whole.substr(0, length));
        });
        CHECK(error.code() == ErrorCode::host);
        CHECK(error.transient());
    }
}

TEST_CASE("a server that never answers costs no more than the timeout", "[host/adb]") {
    const auto began = std::chrono::steady_clock::now();
    const Error error = failure_of_query([](FakeAdbPeer& peer) { peer.hold(); }, 50ms);
    CHECK(error.code() == ErrorCode::host);
    CHECK(error.transient());
    CHECK(std::chrono::steady_clock::now() - began < 2s);
}

TEST_CASE("a stated length without its bytes costs the timeout and no more", "[host/adb]") {
    const Error error = failure_of_query(
        [](FakeAdbPeer& peer) {
            peer.expect("host:version");
            peer.send("OKAYffffabc");
            peer.hold();
        },
        50ms);
    CHECK(error.code() == ErrorCode::host);
}

TEST_CASE("a server elsewhere that is not there is an error, and none is started", "[host/adb]") {
    const auto elsewhere = ServerAddress::tcp("edgebench.invalid", 5037);
    CHECK_THROWS_WITH(test::run_coroutine(query(elsewhere, "host:version")),
                      Catch::Contains("edgebench.invalid:5037"));
}

TEST_CASE("a request that does not fit into four digits is never sent", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) { peer.hold(); }});
    CHECK_THROWS_WITH(test::run_coroutine(query(address_of(server), std::string(70000, 'x'))),
                      Catch::Contains("70000 bytes"));
}

TEST_CASE("errors behind the transport name the phone and not the server", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
        peer.expect("host:transport:S1");
        peer.okay();
        peer.expect("tcp:4711");
        peer.fail("closed");
    }});
    const DeviceHandle phone(address_of(server), "S1");
    try {
        test::run_coroutine([](DeviceHandle to) -> awaitable<void> {
            const Stream stream = co_await open_tcp(std::move(to), 4711);
        }(phone));
        FAIL("opened");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::device);
        CHECK(error.message().starts_with("phone S1, port 4711: "));
    }
    CHECK(server.finish().empty());
}

TEST_CASE("a frozen phone costs the timeout and is lost, not the server", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
        peer.expect("host:transport:S1");
        peer.okay();
        peer.hold();
    }});
    const DeviceHandle phone(address_of(server), "S1");
    try {
        test::run_coroutine([](DeviceHandle to) -> awaitable<void> {
            const Stream stream =
                co_await open_service(std::move(to), "sync:", "file transfer", 50ms);
        }(phone));
        FAIL("opened");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::device_lost);
        CHECK(error.transient());
    }
}
