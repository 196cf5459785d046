#pragma once
// An HTTP server in the test's own thread that answers each request with given pieces of bytes.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace edgebench::test {

// What to send, piece by piece; then the connection is closed, or kept silent until the client
// closes it.
struct StubAnswer {
    std::vector<std::string> pieces;
    bool close = true;
};

class StubHttpServer {
  public:
    using Tcp = boost::asio::ip::tcp;
    // Gets a whole request (with a body when it has a Content-Length).
    using Handler = std::function<StubAnswer(const std::string& request)>;

    StubHttpServer(boost::asio::any_io_executor executor, Handler handler)
        : state_(std::make_shared<State>(executor, std::move(handler))) {
        boost::asio::co_spawn(executor, accept(state_), [](std::exception_ptr) {});
    }
    ~StubHttpServer() { state_->acceptor.close(); }
    StubHttpServer(const StubHttpServer&) = delete;
    StubHttpServer& operator=(const StubHttpServer&) = delete;

    std::uint16_t port() const { return state_->acceptor.local_endpoint().port(); }
    // Bytes of requests received so far.
    std::size_t received() const { return state_->received; }

  private:
    struct State {
        State(const boost::asio::any_io_executor& executor, Handler given)
            : acceptor(executor, {boost::asio::ip::address_v4::loopback(), 0}),
              handler(std::move(given)) {}
        Tcp::acceptor acceptor;
        Handler handler;
        std::size_t received = 0;
    };

    static boost::asio::awaitable<void> accept(std::shared_ptr<State> state) {
        for (;;) {
            auto socket = co_await state->acceptor.async_accept(boost::asio::use_awaitable);
            const auto executor = socket.get_executor();
            boost::asio::co_spawn(executor, serve(state, std::move(socket)),
                                  [](std::exception_ptr) {});
        }
    }

    static bool is_whole(const std::string& request) {
        const auto head = request.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        const auto length = request.find("Content-Length: ");
        const std::size_t body =
            length == std::string::npos ? 0 : std::stoul(request.substr(length + 16));
        return request.size() >= head + 4 + body;
    }

    static boost::asio::awaitable<void> serve(std::shared_ptr<State> state, Tcp::socket socket) {
        std::string request;
        std::string buffer(4096, '\0');
        while (!is_whole(request)) {
            const auto count = co_await socket.async_read_some(boost::asio::buffer(buffer),
                                                               boost::asio::use_awaitable);
            request.append(buffer, 0, count);
            state->received += count;
        }
        const StubAnswer answer = state->handler(request);
        for (const auto& piece : answer.pieces) {
            co_await boost::asio::async_write(socket, boost::asio::buffer(piece),
                                              boost::asio::use_awaitable);
        }
        if (answer.close) co_return;
        co_await socket.async_read_some(boost::asio::buffer(buffer), boost::asio::use_awaitable);
    }

    std::shared_ptr<State> state_;
};

inline std::string chunk(const std::string& bytes) {
    static const char* const digits = "0123456789abcdef";
    std::string size;
    for (auto rest = bytes.size(); rest != 0; rest /= 16) size.insert(0, 1, digits[rest % 16]);
    return size + "\r\n" + bytes + "\r\n";
}

inline const std::string k_stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
inline const std::string k_stream_end = "0\r\n\r\n";

inline std::string plain_answer(const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace edgebench::test
