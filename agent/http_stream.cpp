#include "agent/http_stream.hpp"

#include "agent/async.hpp"
#include "agent/clock.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <array>
#include <utility>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::string_view k_event_end = "\n\n";
constexpr std::string_view k_data = "data: ";

// "Connection: close": while it waits for a next request on a kept connection, llama-server wakes
// up 100 times a second.
std::string bytes_of(const HttpRequest& request) {
    std::string bytes = request.method + " " + request.path +
                        " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
    if (!request.bearer.empty()) bytes += "Authorization: Bearer " + request.bearer + "\r\n";
    if (!request.body.empty()) {
        bytes += "Content-Type: application/json\r\nContent-Length: " +
                 std::to_string(request.body.size()) + "\r\n";
    }
    return bytes + "\r\n" + request.body;
}

void check(const boost::system::error_code& error, const char* what) {
    if (error == asio::error::operation_aborted) throw Error(ErrorCode::cancelled, "cancelled");
    if (error) throw Error(ErrorCode::engine, std::string(what) + ": " + error.message());
}

}  // namespace

void EventSplitter::feed(std::string_view bytes, DeviceTime arrival) {
    pending_.append(bytes);
    for (auto end = pending_.find(k_event_end); end != std::string::npos;
         end = pending_.find(k_event_end)) {
        const auto event = std::string_view(pending_).substr(0, end);
        if (event.starts_with(k_data)) {
            complete_.push_back(ServerEvent{arrival, std::string(event.substr(k_data.size()))});
        }
        pending_.erase(0, end + k_event_end.size());
    }
}

std::optional<ServerEvent> EventSplitter::take() {
    if (complete_.empty()) return std::nullopt;
    auto event = std::move(complete_.front());
    complete_.pop_front();
    return event;
}

struct HttpStream::Connection {
    explicit Connection(const asio::any_io_executor& executor) : socket(executor) {
        parser.eager(true);
        parser.body_limit(boost::none);
    }

    // Takes what has been received; the bytes of the body among it.
    std::string parse() {
        std::string body;
        std::array<char, 16 * 1024> space;
        while (!received.empty() && !parser.is_done()) {
            if (parser.is_header_done()) {
                parser.get().body().data = space.data();
                parser.get().body().size = space.size();
            }
            boost::system::error_code error;
            const auto used = parser.put(asio::buffer(received), error);
            received.erase(0, used);
            if (parser.is_header_done() && parser.get().body().data != nullptr) {
                body.append(space.data(), space.size() - parser.get().body().size);
            }
            if (error == http::error::need_more) break;
            if (error == http::error::need_buffer) continue;
            check(error, "the engine's answer is not HTTP");
        }
        return body;
    }

    asio::ip::tcp::socket socket;
    http::response_parser<http::buffer_body> parser;
    std::string last_byte;
    std::array<char, 16 * 1024> buffer;
    std::string received;  // and not parsed yet
};

HttpStream::HttpStream(const asio::any_io_executor& executor)
    : connection_(std::make_unique<Connection>(executor)) {}

HttpStream::~HttpStream() = default;

asio::awaitable<void> HttpStream::open(std::uint16_t port, HttpRequest request) {
    auto& socket = connection_->socket;
    const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
    const auto [connect_error] = co_await socket.async_connect(server, k_no_throw);
    check(connect_error, "cannot connect to the engine");
    socket.set_option(asio::ip::tcp::no_delay(true));
    std::string bytes = bytes_of(request);
    connection_->last_byte = bytes.back();
    bytes.pop_back();
    const auto [error, count] = co_await asio::async_write(socket, asio::buffer(bytes), k_no_throw);
    check(error, "cannot send to the engine");
}

asio::awaitable<void> HttpStream::release() {
    const auto last = asio::buffer(connection_->last_byte);
    const auto [error, count] = co_await asio::async_write(connection_->socket, last, k_no_throw);
    check(error, "cannot send to the engine");
}

asio::awaitable<std::optional<HttpStream::Piece>> HttpStream::next_piece() {
    auto& connection = *connection_;
    while (!connection.parser.is_done()) {
        const auto [error, count] =
            co_await connection.socket.async_read_some(asio::buffer(connection.buffer), k_no_throw);
        const DeviceTime arrival = now();
        if (error == asio::error::eof) {
            // The end of an answer without a length, or its breaking off.
            boost::system::error_code unfinished = http::error::end_of_stream;
            if (connection.parser.got_some()) connection.parser.put_eof(unfinished);
            check(unfinished, "the engine closed the connection");
            break;
        }
        check(error, "the connection to the engine broke");
        connection.received.append(connection.buffer.data(), count);
        std::string body = connection.parse();
        if (!body.empty()) co_return Piece{arrival, std::move(body)};
    }
    co_return std::nullopt;
}

int HttpStream::status() const {
    const auto& parser = connection_->parser;
    return parser.is_header_done() ? static_cast<int>(parser.get().result_int()) : 0;
}

asio::awaitable<HttpAnswer> ask(asio::any_io_executor executor, std::uint16_t port,
                                HttpRequest request) {
    HttpStream stream(executor);
    co_await stream.open(port, std::move(request));
    co_await stream.release();
    HttpAnswer answer;
    for (;;) {
        const auto piece = co_await stream.next_piece();
        if (!piece) break;
        answer.body += piece->bytes;
    }
    answer.status = stream.status();
    co_return answer;
}

}  // namespace edgebench::agent
