#pragma once
// An HTTP server on loopback, in a thread of its own, that answers well or badly, as a test says.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace edgebench::test {

struct HttpRequest {
    std::string target;
    std::map<std::string, std::string> fields;  // names in lower case

    std::string field(const std::string& name) const;  // empty: not there
};

enum class Ending { keep_open, cut, fall_silent };

struct HttpAnswer {
    std::string status = "200 OK";
    std::vector<std::pair<std::string, std::string>> fields;
    std::shared_ptr<const std::string> content = {};  // the body is its bytes [begin, end)
    std::size_t begin = 0;
    std::size_t end = 0;
    Ending ending = Ending::keep_open;  // after `end`, or after `sent_bytes` if that is earlier
    std::size_t sent_bytes = SIZE_MAX;
    std::optional<std::size_t> bytes_per_s = {};  // of this connection
    bool has_length = true;                       // sends Content-Length
};

// 206 with the range that was asked for, or 200 when none was or If-Range names another `etag`.
HttpAnswer good_answer(const HttpRequest& request, std::shared_ptr<const std::string> content,
                       const std::string& etag = {});
HttpAnswer plain_answer(const std::string& status, const std::string& body = {});

class HttpServer {
  public:
    using Handler = std::function<HttpAnswer(const HttpRequest&)>;  // on the server's thread

    explicit HttpServer(Handler handler);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    std::uint16_t port() const { return port_; }
    std::string url(std::string_view target = "/file") const;
    std::vector<HttpRequest> requests() const;
    // Of bodies; includes what lies in the sockets' buffers.
    std::size_t sent_bytes() const;
    void await_sent(std::size_t bytes) const;

  private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
    boost::asio::awaitable<void> send_body(boost::asio::ip::tcp::socket& socket,
                                           const HttpAnswer& answer);
    void note(const HttpRequest& request);
    void note_sent(std::size_t bytes);

    Handler handler_;
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_;
    mutable std::mutex mutex_;
    mutable std::condition_variable sent_;
    std::vector<HttpRequest> requests_;
    std::size_t sent_bytes_ = 0;
    std::thread thread_;
};

}  // namespace edgebench::test
