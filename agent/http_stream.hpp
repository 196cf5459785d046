#pragma once
// HTTP/1.1 to an engine on the phone's own loopback. Each piece of an answer is stamped when it
// arrives. The only file that uses Beast.

#include "protocol/units.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench::agent {

struct HttpRequest {
    std::string method;
    std::string path;
    std::string bearer;  // the key; empty: no Authorization header
    std::string body;    // JSON
};

struct HttpAnswer {
    int status = 0;
    std::string body;
};

// One server-sent event.
struct ServerEvent {
    DeviceTime arrival;
    std::string data;  // behind "data: "
};

// Cuts a stream of bytes into server-sent events; an event arrives with its last byte.
class EventSplitter {
  public:
    void feed(std::string_view bytes, DeviceTime arrival);
    std::optional<ServerEvent> take();

  private:
    std::string pending_;
    std::deque<ServerEvent> complete_;
};

// One request on a connection of its own. Everything throws Error{engine} when the connection
// breaks or what comes is not HTTP.
class HttpStream {
  public:
    explicit HttpStream(const boost::asio::any_io_executor& executor);
    ~HttpStream();

    // Connects to 127.0.0.1 and sends all of the request but its last byte.
    boost::asio::awaitable<void> open(std::uint16_t port, HttpRequest request);
    // Sends the last byte.
    boost::asio::awaitable<void> release();

    // Waits for the next piece of the answer's body and its head before that. Nothing at the end.
    struct Piece {
        DeviceTime arrival;
        std::string bytes;
    };
    boost::asio::awaitable<std::optional<Piece>> next_piece();
    // Of the answer; 0 before its head has arrived.
    int status() const;

  private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

// A whole request and its answer.
boost::asio::awaitable<HttpAnswer> ask(boost::asio::any_io_executor executor, std::uint16_t port,
                                       HttpRequest request);

}  // namespace edgebench::agent
