#include "host/adb/services.hpp"
#include "tests/support/fake_adb_server.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;
using test::FakeAdbPeer;
using test::FakeAdbServer;

namespace {

constexpr auto k_one_phone = "S1  device product:p model:M device:d transport_id:1\n";

ServerAddress address_of_server(const FakeAdbServer& server) {
    return ServerAddress::tcp("127.0.0.1", server.port());
}

FakeAdbServer::Script answer(std::string service, std::string text) {
    return [service, text](FakeAdbPeer& peer) {
        peer.expect(service);
        peer.okay();
        peer.send_block(text);
    };
}

}  // namespace

TEST_CASE("version, devices and features are read from the server", "[host/adb]") {
    FakeAdbServer server({answer("host:version", "0029"), answer("host:devices-l", k_one_phone),
                          answer("host-serial:S1:features", "shell_v2,stat_v2")});
    const ServerAddress address = address_of_server(server);
    CHECK(test::run_coroutine(server_version(address)) == 41);
    CHECK(test::run_coroutine(list_devices(address)).at(0).model == "M");
    CHECK(test::run_coroutine(features(DeviceHandle(address, "S1"))).size() == 2);
    CHECK(server.finish().empty());
}

TEST_CASE("a version that is no number is a protocol error", "[host/adb]") {
    FakeAdbServer server({answer("host:version", "new!")});
    CHECK_THROWS_WITH(test::run_coroutine(server_version(address_of_server(server))),
                      Catch::Contains("'new!' is no version"));
}

TEST_CASE("a connect that fails with OKAY is an error all the same", "[host/adb]") {
    FakeAdbServer server(
        {answer("host:connect:10.0.0.9:5555", "failed to connect to '10.0.0.9:5555'"),
         answer("host:connect:10.0.0.9:5555", "already connected to 10.0.0.9:5555")});
    CHECK_THROWS_WITH(
        test::run_coroutine(connect_device(address_of_server(server), "10.0.0.9:5555")),
        Catch::Contains("failed to connect"));
    CHECK_NOTHROW(test::run_coroutine(connect_device(address_of_server(server), "10.0.0.9:5555")));
}

TEST_CASE("a tracker gives each list as it comes and nothing while nothing changes", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
        peer.expect("host:track-devices-l");
        peer.okay();
        peer.send_block("");
        peer.send_block(k_one_phone);
        peer.hold();
    }});
    test::run_coroutine([](ServerAddress address) -> awaitable<void> {
        DeviceTracker tracker = co_await DeviceTracker::open(std::move(address));
        const auto first = co_await tracker.next(2s);
        REQUIRE(first);
        CHECK(first->empty());
        const auto second = co_await tracker.next(2s);
        REQUIRE(second);
        CHECK(second->at(0).serial == "S1");
        const auto third = co_await tracker.next(20ms);
        CHECK_FALSE(third);
    }(address_of_server(server)));
    CHECK(server.finish().empty());
}

TEST_CASE("an older server is tracked by its short list", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
                              peer.expect("host:track-devices-l");
                              peer.fail("unknown host service");
                          },
                          [](FakeAdbPeer& peer) {
                              peer.expect("host:track-devices");
                              peer.okay();
                              peer.send_block("S1\tdevice\n");
                          }});
    const auto device =
        test::run_coroutine(wait_until_ready(DeviceHandle(address_of_server(server), "S1"), 2s));
    CHECK(device.serial == "S1");
    CHECK(server.finish().empty());
}

TEST_CASE("waiting for a phone ends when it is ready, or with its last state", "[host/adb]") {
    FakeAdbServer server({[](FakeAdbPeer& peer) {
                              peer.expect("host:track-devices-l");
                              peer.okay();
                              peer.send_block("S1\toffline\n");
                              peer.send_block(k_one_phone);
                          },
                          [](FakeAdbPeer& peer) {
                              peer.expect("host:track-devices-l");
                              peer.okay();
                              peer.send_block("S1\toffline\n");
                              peer.hold();
                          }});
    const DeviceHandle phone(address_of_server(server), "S1");
    CHECK(test::run_coroutine(wait_until_ready(phone, 2s)).state == DeviceState::device);
    CHECK_THROWS_WITH(test::run_coroutine(wait_until_ready(phone, 500ms)),
                      Catch::Contains("phone S1 is offline"));
}

TEST_CASE("a phone of the network that is offline is connected again", "[host/adb]") {
    std::promise<void> connected;
    FakeAdbServer server({[&](FakeAdbPeer& peer) {
                              peer.expect("host:track-devices-l");
                              peer.okay();
                              peer.send_block("10.0.0.9:5555\toffline\n");
                              connected.get_future().wait_for(5s);
                              peer.send_block("10.0.0.9:5555\tdevice\n");
                              peer.hold();
                          },
                          answer("host:disconnect:10.0.0.9:5555", "disconnected 10.0.0.9:5555"),
                          [&](FakeAdbPeer& peer) {
                              answer("host:connect:10.0.0.9:5555",
                                     "connected to 10.0.0.9:5555")(peer);
                              connected.set_value();
                          }});
    const DeviceHandle phone(address_of_server(server), "10.0.0.9:5555");
    CHECK(test::run_coroutine(wait_until_ready(phone, 10s)).state == DeviceState::device);
    CHECK(server.finish().empty());
}
