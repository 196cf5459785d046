#include "tests/support/http_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <sstream>

namespace edgebench::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t k_throttled_piece = 16 * 1024;
constexpr std::size_t k_piece = 256 * 1024;

HttpRequest parse_request(const std::string& head) {
    HttpRequest request;
    std::istringstream lines(head);
    std::string method;
    std::string line;
    lines >> method >> request.target;
    std::getline(lines, line);
    while (std::getline(lines, line) && line != "\r") {
        const auto colon = line.find(": ");
        if (colon == std::string::npos) continue;
        auto name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        request.fields[name] = line.substr(colon + 2, line.size() - colon - 3);
    }
    return request;
}

std::string head_of(const HttpAnswer& answer) {
    std::string head = "HTTP/1.1 " + answer.status + "\r\n";
    if (answer.has_length) {
        head += "Content-Length: " + std::to_string(answer.end - answer.begin) + "\r\n";
    }
    for (const auto& [name, value] : answer.fields) head += name + ": " + value + "\r\n";
    return head + "\r\n";
}

}  // namespace

std::string HttpRequest::field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
}

HttpAnswer good_answer(const HttpRequest& request, std::shared_ptr<const std::string> content,
                       const std::string& etag) {
    HttpAnswer answer;
    const auto size = content->size();
    answer.content = std::move(content);
    answer.end = size;
    if (!etag.empty()) answer.fields.emplace_back("ETag", etag);
    const auto range = request.field("range");
    const auto condition = request.field("if-range");
    if (range.empty() || (!condition.empty() && condition != etag)) return answer;
    const auto dash = range.find('-');
    answer.begin = std::stoul(range.substr(6));  // after "bytes="
    if (dash + 1 < range.size()) {
        answer.end = std::min(size, std::stoul(range.substr(dash + 1)) + 1);
    }
    if (answer.begin >= size) {
        answer = plain_answer("416 Range Not Satisfiable");
        answer.fields.emplace_back("Content-Range", "bytes */" + std::to_string(size));
        return answer;
    }
    answer.status = "206 Partial Content";
    answer.fields.emplace_back("Content-Range", "bytes " + std::to_string(answer.begin) + "-" +
                                                    std::to_string(answer.end - 1) + "/" +
                                                    std::to_string(size));
    return answer;
}

HttpAnswer plain_answer(const std::string& status, const std::string& body) {
    HttpAnswer answer;
    answer.status = status;
    answer.content = std::make_shared<const std::string>(body);
    answer.end = body.size();
    return answer;
}

HttpServer::HttpServer(Handler handler)
    : handler_(std::move(handler)),
      acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()) {
    asio::co_spawn(context_, accept(), [](std::exception_ptr) {});
    thread_ = std::thread([this] { context_.run(); });
}

HttpServer::~HttpServer() {
    context_.stop();
    thread_.join();
}

std::string HttpServer::url(std::string_view target) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(target);
}

std::vector<HttpRequest> HttpServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::size_t HttpServer::sent_bytes() const {
    const std::lock_guard lock(mutex_);
    return sent_bytes_;
}

void HttpServer::await_sent(std::size_t bytes) const {
    std::unique_lock lock(mutex_);
    sent_.wait(lock, [&] { return sent_bytes_ >= bytes; });
}

void HttpServer::note(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
}

void HttpServer::note_sent(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    sent_bytes_ += bytes;
    sent_.notify_all();
}

asio::awaitable<void> HttpServer::accept() {
    for (;;) {
        auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
        // A client that hangs up ends its connection, not the server.
        asio::co_spawn(context_, serve(std::move(socket)), [](std::exception_ptr) {});
    }
}

asio::awaitable<void> HttpServer::serve(tcp::socket socket) {
    socket.set_option(tcp::no_delay(true));
    std::string buffer;
    for (;;) {
        auto into = asio::dynamic_buffer(buffer);
        const auto length =
            co_await asio::async_read_until(socket, into, "\r\n\r\n", asio::use_awaitable);
        const auto request = parse_request(buffer.substr(0, length));
        buffer.erase(0, length);
        note(request);
        const auto answer = handler_(request);
        const auto head = head_of(answer);
        co_await asio::async_write(socket, asio::buffer(head), asio::use_awaitable);
        co_await send_body(socket, answer);
        if (answer.ending == Ending::cut) co_return;
        if (answer.ending == Ending::keep_open) continue;
        auto silent = asio::dynamic_buffer(buffer);
        co_await asio::async_read_until(socket, silent, "never", asio::use_awaitable);
    }
}

asio::awaitable<void> HttpServer::send_body(tcp::socket& socket, const HttpAnswer& answer) {
    if (!answer.content) co_return;
    const auto end = answer.begin + std::min(answer.end - answer.begin, answer.sent_bytes);
    const auto piece = answer.bytes_per_s ? k_throttled_piece : k_piece;
    asio::steady_timer timer(context_);
    auto due = std::chrono::steady_clock::now();
    for (auto at = answer.begin; at < end; at += piece) {
        const auto count = std::min(piece, end - at);
        const auto bytes = asio::buffer(answer.content->data() + at, count);
        co_await asio::async_write(socket, bytes, asio::use_awaitable);
        note_sent(count);
        if (!answer.bytes_per_s) continue;
        due += std::chrono::microseconds(1'000'000 * count / *answer.bytes_per_s);
        timer.expires_at(due);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

}  // namespace edgebench::test
