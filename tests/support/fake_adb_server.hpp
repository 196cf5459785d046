#pragma once
// A scripted peer that speaks (or breaks) adb's smart-socket protocol on loopback, for the faults
// that the real adb server will not give.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace edgebench::test {

// One accepted connection, used by a script on the server's thread. A client that is silent for 5 s
// fails it.
class FakeAdbPeer {
  public:
    explicit FakeAdbPeer(boost::asio::ip::tcp::socket socket);

    // Throws unless this is the client's next request.
    void expect(std::string_view service);
    // expect() of the transport and then of the service on it, both answered with OKAY.
    void open(std::string_view serial, std::string_view service);

    void send(std::string_view bytes);
    void okay() { send("OKAY"); }
    void fail(std::string_view reason);               // FAIL with its text
    void send_block(std::string_view text);           // a text with its length before it
    void send_shell(char id, std::string_view data);  // a packet of shell v2

    std::string read(std::size_t count);
    // Says nothing more until the client has closed the connection.
    void hold();

  private:
    std::size_t receive(std::span<char> into);  // 0: the client has hung up

    boost::asio::ip::tcp::socket socket_;
};

// Four bytes, little endian, as in adb's sync and shell packets.
std::string little_endian(std::uint32_t number);

class FakeAdbServer {
  public:
    using Script = std::function<void(FakeAdbPeer&)>;

    // Serves one connection per script, accepted in this order, each on a thread of its own.
    explicit FakeAdbServer(std::vector<Script> scripts);
    FakeAdbServer(const FakeAdbServer&) = delete;
    FakeAdbServer& operator=(const FakeAdbServer&) = delete;
    ~FakeAdbServer();

    std::uint16_t port() const { return port_; }
    // Waits for all scripts to end. Returns what went wrong on the server's side, or nothing.
    std::string finish();

  private:
    void accept_all(const std::vector<Script>& scripts);
    void note_failure(const std::exception& error);

    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::mutex failure_mutex_;
    std::string failure_;
    std::thread thread_;
};

}  // namespace edgebench::test
