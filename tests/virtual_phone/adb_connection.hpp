#pragma once
// One adb server's connection to the phone, and the streams inside it. All on one thread.
//
// A stream has at most one unacknowledged packet each way: the host's next one comes after our
// OKAY, ours after its.

#include "tests/virtual_phone/adb_packet.hpp"
#include "tests/virtual_phone/event.hpp"
#include "tests/virtual_phone/faults.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace edgebench::virtual_phone {

class Connection;

class Stream {
  public:
    Stream(std::shared_ptr<Connection> connection, std::uint32_t id, std::uint32_t peer_id);

    // The host's next bytes, acknowledged at once; empty when the stream has ended.
    asio::awaitable<Payload> read();
    // Waits until the packet before is acknowledged, then sends. False if the stream has ended.
    asio::awaitable<bool> write(Payload payload);
    // Waits until the last packet is acknowledged, then ends the stream.
    asio::awaitable<void> finish();
    bool open() const { return connection_ != nullptr; }
    std::size_t max_payload() const;
    asio::any_io_executor executor() const { return executor_; }

  private:
    friend class Connection;
    asio::awaitable<bool> writable();
    void received(Payload payload);
    void acknowledged();
    void ended();

    asio::any_io_executor executor_;
    std::shared_ptr<Connection> connection_;  // none once ended
    std::uint32_t id_;
    std::uint32_t peer_id_;
    std::deque<Payload> received_;
    bool unacknowledged_ = false;
    Event changed_;
};

// Starts the service of a new stream; false if there is no such service.
using OpenService = std::function<bool(const std::string& service, std::shared_ptr<Stream> stream)>;

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(asio::ip::tcp::socket socket, Faults& faults, std::string banner,
               OpenService open_service);

    void start();
    // Breaks the connection; every stream ends.
    void drop();
    // Lets in a host that waits for its key to be accepted.
    void authorise();
    bool alive() const { return socket_.is_open(); }

  private:
    friend class Stream;
    struct Outgoing {
        Command command;
        HeadBytes head;
        Payload payload;
    };

    static asio::awaitable<void> receive_all(std::shared_ptr<Connection> self);
    asio::awaitable<bool> receive_one();
    static asio::awaitable<void> send_all(std::shared_ptr<Connection> self);
    asio::awaitable<bool> send_one();
    bool breaks_before(const Outgoing& packet);
    asio::awaitable<void> throttle(std::size_t bytes);
    void send(Command command, std::uint32_t arg0, std::uint32_t arg1, Payload payload = {});
    void handle(const PacketHead& head, Payload payload);
    void handle_hello(const PacketHead& head);
    void handle_open(const PacketHead& head, const Payload& payload);
    bool apply_faults(Payload& payload);
    void end_streams();
    asio::any_io_executor executor() { return socket_.get_executor(); }

    asio::ip::tcp::socket socket_;
    Faults& faults_;
    std::string banner_;
    OpenService open_service_;
    enum class Access { unknown, waiting, granted } access_ = Access::unknown;
    std::uint32_t version_ = k_version_checksums;
    std::size_t max_payload_ = 4096;
    std::uint32_t last_id_ = 0;
    std::map<std::uint32_t, std::shared_ptr<Stream>> streams_;
    std::deque<Outgoing> outgoing_;
    Event outgoing_changed_;
};

}  // namespace edgebench::virtual_phone
