#pragma once
// Frames and raw bytes on a client's socket. A broken or silent peer is Error::device_lost.

#include "protocol/bytes.hpp"
#include "protocol/units.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>

namespace edgebench::agent {

class Connection {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    // `on_bytes` is called whenever some have arrived.
    explicit Connection(
        std::shared_ptr<Socket> socket, std::function<void()> on_bytes = [] {})
        : socket_(std::move(socket)), on_bytes_(std::move(on_bytes)) {}

    // A whole frame within `deadline`.
    boost::asio::awaitable<Bytes> read_frame(std::size_t limit, Seconds deadline);
    // The next request, whenever it comes: a client may be silent.
    boost::asio::awaitable<Bytes> read_request();
    boost::asio::awaitable<void> write_frame(Bytes body);
    // What has arrived, at least one byte and as much as fits.
    boost::asio::awaitable<std::size_t> read_raw(std::span<std::uint8_t> into);
    // Until something arrives or the peer has gone.
    boost::asio::awaitable<void> readable();

  private:
    boost::asio::awaitable<void> read_whole(std::span<std::uint8_t> into);
    boost::asio::awaitable<void> read_into(Bytes& body, std::size_t limit);

    std::shared_ptr<Socket> socket_;
    std::function<void()> on_bytes_;
};

}  // namespace edgebench::agent
