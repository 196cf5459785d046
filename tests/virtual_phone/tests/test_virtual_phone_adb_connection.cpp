#include "tests/virtual_phone/adb_connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>

using namespace edgebench::virtual_phone;

namespace {

using asio::ip::tcp;

// Sends what it receives, then a second answer of 10000 bytes as soon as it may.
asio::awaitable<void> talk_back(std::shared_ptr<Stream> stream) {
    Payload payload = co_await stream->read();
    co_await stream->write(std::move(payload));
    Payload more(std::min<std::size_t>(10000, stream->max_payload()));
    std::fill_n(more.data.get(), more.size, std::byte{1});
    co_await stream->write(std::move(more));
    co_await stream->finish();
}

struct Packet {
    PacketHead head;
    std::string data;
};

// A phone's connection in a thread of its own, and the adb server's end of it in the test's.
class Peer {
  public:
    explicit Peer(bool unauthorised = false) : faults_(io_.get_executor()), socket_(outside_) {
        faults_.unauthorised = unauthorised;
        tcp::acceptor acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        socket_.connect(acceptor.local_endpoint());
        const auto open = [](const std::string& service, std::shared_ptr<Stream> stream) {
            const auto executor = stream->executor();
            if (service == "talk:") spawn(executor, talk_back(std::move(stream)), service);
            return service == "talk:";
        };
        connection_ =
            std::make_shared<Connection>(acceptor.accept(), faults_, "device::features=x", open);
        connection_->start();
        phone_ = std::thread([this] { io_.run(); });
    }
    ~Peer() {
        socket_.close();
        phone_.join();
    }

    void say(PacketHead head, std::string_view data) {
        head.length = static_cast<std::uint32_t>(data.size());
        const HeadBytes bytes = encode(head);
        asio::write(socket_, asio::buffer(bytes));
        say_raw(data);
    }
    void say_raw(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }
    // Nothing at the end of the connection.
    std::optional<Packet> hear() {
        HeadBytes bytes;
        boost::system::error_code error;
        asio::read(socket_, asio::buffer(bytes), error);
        if (error) return std::nullopt;
        Packet packet{*decode(bytes), {}};
        packet.data.resize(packet.head.length);
        asio::read(socket_, asio::buffer(packet.data));
        return packet;
    }
    // Says hello and opens a stream, as our stream 7; answers the phone's hello and its id of the
    // stream.
    std::pair<Packet, std::uint32_t> open(std::uint32_t version, std::uint32_t max_data) {
        say({Command::cnxn, version, max_data, 0, 0}, {});
        auto hello = hear().value();
        say({Command::open, 7, 0, 0, sum("talk:", version)}, "talk:");
        const auto okay = hear().value();
        CHECK(okay.head.command == Command::okay);
        CHECK(okay.head.arg1 == 7);
        return {std::move(hello), okay.head.arg0};
    }
    static std::uint32_t sum(std::string_view data, std::uint32_t version) {
        return version < k_version ? checksum(Payload(data).bytes()) : 0;
    }

  private:
    asio::io_context io_{1};
    asio::io_context outside_{1};
    Faults faults_;
    tcp::socket socket_;
    std::shared_ptr<Connection> connection_;
    std::thread phone_;
};

}  // namespace

TEST_CASE("a stream sends its next packet only after the last was acknowledged",
          "[virtual_phone]") {
    Peer peer;
    const auto [hello, id] = peer.open(k_version, k_max_data);
    CHECK(hello.head.command == Command::cnxn);
    CHECK(hello.head.arg0 == k_version);
    CHECK(hello.head.arg1 == k_max_data);
    CHECK(hello.data == "device::features=x");
    peer.say({Command::wrte, 7, id, 0, 0}, "hello");
    CHECK(peer.hear()->head.command == Command::okay);
    const auto first = peer.hear().value();
    CHECK(first.head.command == Command::wrte);
    CHECK(first.data == "hello");
    // A new stream's OKAY comes before the second packet of the first stream, which still waits.
    peer.say({Command::open, 8, 0, 0, 0}, "talk:");
    CHECK(peer.hear()->head.arg1 == 8);
    peer.say({Command::okay, 7, id, 0, 0}, {});
    CHECK(peer.hear()->data.size() == 10000);
    peer.say({Command::okay, 7, id, 0, 0}, {});
    CHECK(peer.hear()->head.command == Command::clse);
}

TEST_CASE("an old peer gets 4 KiB packets with checksums", "[virtual_phone]") {
    Peer peer;
    const auto [hello, id] = peer.open(k_version_checksums, 4096);
    CHECK(hello.head.checksum == Peer::sum(hello.data, k_version_checksums));
    peer.say({Command::wrte, 7, id, 0, Peer::sum("old", k_version_checksums)}, "old");
    CHECK(peer.hear()->head.command == Command::okay);
    const auto echo = peer.hear().value();
    CHECK(echo.head.checksum == Peer::sum("old", k_version_checksums));
    peer.say({Command::okay, 7, id, 0, 0}, {});
    const auto big = peer.hear().value();
    CHECK(big.data.size() == 4096);
    CHECK(big.head.checksum == 4096);
}

TEST_CASE("an old peer's wrong checksum ends the connection", "[virtual_phone]") {
    Peer peer;
    const auto [hello, id] = peer.open(k_version_checksums, 4096);
    peer.say({Command::wrte, 7, id, 0, 1}, "old");
    CHECK_FALSE(peer.hear());
}

TEST_CASE("bytes that are not adb's protocol end the connection", "[virtual_phone]") {
    Peer peer;
    peer.say_raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK_FALSE(peer.hear());
}

TEST_CASE("an unknown service is closed", "[virtual_phone]") {
    Peer peer;
    peer.open(k_version, k_max_data);
    peer.say({Command::open, 9, 0, 0, 0}, "jdwp:1");
    const auto closed = peer.hear().value();
    CHECK(closed.head.command == Command::clse);
    CHECK(closed.head.arg1 == 9);
}

TEST_CASE("an unauthorised peer is asked for its key again and again, and opens nothing",
          "[virtual_phone]") {
    Peer peer(true);
    peer.say({Command::cnxn, k_version, k_max_data, 0, 0}, {});
    CHECK(peer.hear()->head.command == Command::auth);
    peer.say({Command::open, 7, 0, 0, 0}, "talk:");
    peer.say({Command::auth, 2, 0, 0, 0}, std::string(256, 's'));
    CHECK(peer.hear()->head.command == Command::auth);
}
