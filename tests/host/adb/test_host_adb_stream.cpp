#include "host/adb/device.hpp"
#include "host/adb/stream.hpp"
#include "tests/support/fake_adb_server.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <future>
#include <thread>
#include <vector>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;
using test::FakeAdbPeer;
using test::FakeAdbServer;

namespace {

// The stream of phone S1's port 4711, whose other end is the script.
awaitable<Stream> port_of(const FakeAdbServer& server) {
    DeviceHandle phone(ServerAddress::tcp("127.0.0.1", server.port()), "S1");
    return open_tcp(std::move(phone), 4711);
}

FakeAdbServer::Script on_port(FakeAdbServer::Script script) {
    return [script = std::move(script)](FakeAdbPeer& peer) {
        peer.open("S1", "tcp:4711");
        script(peer);
    };
}

}  // namespace

TEST_CASE("bytes come through whole in both directions, and then the end", "[host/adb]") {
    constexpr std::size_t k_size = 8 * 1024 * 1024;
    FakeAdbServer server({on_port([](FakeAdbPeer& peer) { peer.send(peer.read(k_size)); })});
    test::run_coroutine([](const FakeAdbServer& at) -> awaitable<void> {
        Stream stream = co_await port_of(at);
        std::vector<std::byte> sent(k_size);
        for (std::size_t i = 0; i < sent.size(); ++i) {
            sent[i] = static_cast<std::byte>(i * 31);
        }
        co_await stream.write(sent, 2s);
        std::vector<std::byte> back(k_size);
        co_await stream.read_exactly(back, 5s);
        CHECK((back == sent));
        const std::size_t rest = co_await stream.read_some(back, 2s);
        CHECK(rest == 0);
    }(server));
    CHECK(server.finish().empty());
}

TEST_CASE("a peer that takes no bytes ends the write after a time without progress", "[host/adb]") {
    std::promise<void> done;
    FakeAdbServer server({on_port([&](FakeAdbPeer&) { done.get_future().wait_for(5s); })});
    CHECK_THROWS_WITH(test::run_coroutine([](const FakeAdbServer& at) -> awaitable<void> {
                          Stream stream = co_await port_of(at);
                          const std::vector<std::byte> bytes(64 * 1024 * 1024);
                          co_await stream.write(bytes, 50ms);
                      }(server)),
                      Catch::Contains("phone S1, port 4711: accepted no more bytes for 50 ms"));
    done.set_value();
}

TEST_CASE("a slow peer may take longer than the timeout as long as it goes on", "[host/adb]") {
    constexpr std::size_t k_pieces = 8;
    constexpr std::size_t k_piece = 4 * 1024 * 1024;
    FakeAdbServer server({on_port([](FakeAdbPeer& peer) {
        for (std::size_t i = 0; i < k_pieces; ++i) {
            std::this_thread::sleep_for(100ms);  // the slowness that is tested
            peer.read(k_piece);
        }
        peer.send("!");
    })});
    test::run_coroutine([](const FakeAdbServer& at) -> awaitable<void> {
        Stream stream = co_await port_of(at);
        const std::vector<std::byte> bytes(k_pieces * k_piece);
        co_await stream.write(bytes, 500ms);
        std::array<std::byte, 1> answer{};
        co_await stream.read_exactly(answer, 2s);
    }(server));
    CHECK(server.finish().empty());
}

TEST_CASE("a silent peer ends a read after the timeout and loses the phone", "[host/adb]") {
    FakeAdbServer server({on_port([](FakeAdbPeer& peer) {
        peer.send("half");
        peer.hold();
    })});
    try {
        test::run_coroutine([](const FakeAdbServer& at) -> awaitable<void> {
            Stream stream = co_await port_of(at);
            std::array<std::byte, 8> bytes{};
            co_await stream.read_exactly(bytes, 50ms);
        }(server));
        FAIL("read");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::device_lost);
        CHECK(error.transient());
    }
}

TEST_CASE("an end in the middle of what must come is an error", "[host/adb]") {
    FakeAdbServer server({on_port([](FakeAdbPeer& peer) { peer.send("half"); })});
    CHECK_THROWS_WITH(test::run_coroutine([](const FakeAdbServer& at) -> awaitable<void> {
                          Stream stream = co_await port_of(at);
                          std::array<std::byte, 8> bytes{};
                          co_await stream.read_exactly(bytes, 2s);
                      }(server)),
                      Catch::Contains("ended in the middle"));
}

TEST_CASE("waiting for bytes may time out without harm to the stream", "[host/adb]") {
    FakeAdbServer server({on_port([](FakeAdbPeer& peer) {
        peer.read(1);
        peer.send("!");
        peer.hold();
    })});
    test::run_coroutine([](const FakeAdbServer& at) -> awaitable<void> {
        Stream stream = co_await port_of(at);
        const Waited before = co_await stream.wait_readable(20ms);
        CHECK(before == Waited::timed_out);
        CHECK_FALSE(stream.has_input());
        std::array<std::byte, 1> byte{};
        co_await stream.write(byte, 2s);
        const Waited after = co_await stream.wait_readable(2s);
        CHECK(after == Waited::ready);
        CHECK(stream.has_input());
        const std::size_t count = co_await stream.read_some(byte, 2s);
        CHECK(count == 1);
    }(server));
}

TEST_CASE("a cancelled coroutine ends at once with the code of a cancellation", "[host/adb]") {
    FakeAdbServer server({on_port([](FakeAdbPeer& peer) { peer.hold(); })});
    boost::asio::io_context context(1);
    boost::asio::cancellation_signal stop;
    std::exception_ptr thrown;
    const auto reader = [](const FakeAdbServer& at,
                           boost::asio::cancellation_signal& signal) -> awaitable<void> {
        Stream stream = co_await port_of(at);
        const auto executor = co_await boost::asio::this_coro::executor;
        boost::asio::post(executor, [&] { signal.emit(boost::asio::cancellation_type::terminal); });
        std::array<std::byte, 1> byte{};
        co_await stream.read_some(byte, 10s);
    };
    boost::asio::co_spawn(context, reader(server, stop),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [&](std::exception_ptr error) { thrown = error; }));
    context.run();
    REQUIRE(thrown);
    CHECK_THROWS_WITH(std::rethrow_exception(thrown), "cancelled");
}

TEST_CASE("nobody listening is no stream, and no error", "[host/adb]") {
    const auto try_connect = [](ServerAddress address) -> awaitable<bool> {
        const auto stream = co_await Stream::connect(std::move(address), 2s);
        co_return stream.has_value();
    };
    // A port that was free a moment ago.
    const std::uint16_t port = [] {
        boost::asio::io_context context;
        using boost::asio::ip::tcp;
        const tcp::endpoint any(boost::asio::ip::address_v4::loopback(), 0);
        return tcp::acceptor(context, any).local_endpoint().port();
    }();
    CHECK_FALSE(test::run_coroutine(try_connect(ServerAddress::tcp("127.0.0.1", port))));
    CHECK_FALSE(test::run_coroutine(try_connect(ServerAddress::socket_file("/nonexistent/adb"))));
}
