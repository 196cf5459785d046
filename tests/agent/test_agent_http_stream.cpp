#include "agent/async.hpp"
#include "agent/clock.hpp"
#include "agent/http_stream.hpp"
#include "tests/agent/stub_http_server.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;
using test::chunk;
using test::StubAnswer;
using test::StubHttpServer;

HttpRequest post(std::string body) {
    HttpRequest request;
    request.method = "POST";
    request.path = "/completion";
    request.bearer = "secret";
    request.body = std::move(body);
    return request;
}

// The whole answer to one request, given what the server sends.
HttpAnswer answer_to(StubAnswer sent, std::string* request = nullptr) {
    const auto asking = [&]() -> asio::awaitable<HttpAnswer> {
        const auto executor = co_await asio::this_coro::executor;
        const auto handler = [&](const std::string& text) {
            if (request != nullptr) *request = text;
            return sent;
        };
        const StubHttpServer server(executor, handler);
        co_return co_await ask(executor, server.port(), post("{\"a\":1}"));
    };
    return test::run_coroutine(asking());
}

StubAnswer pieces(std::vector<std::string> list) {
    return StubAnswer{std::move(list)};
}

}  // namespace

TEST_CASE("a request carries its key, its length and its body", "[agent]") {
    std::string request;
    answer_to(pieces({test::plain_answer("200 OK", "")}), &request);
    CHECK(request ==
          "POST /completion HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
          "Authorization: Bearer secret\r\nContent-Type: application/json\r\n"
          "Content-Length: 7\r\n\r\n{\"a\":1}");
}

TEST_CASE("an answer is read whatever its length is told by", "[agent]") {
    CHECK(answer_to(pieces({test::plain_answer("200 OK", "hello")})).body == "hello");
    CHECK(answer_to(pieces({"HTTP/1.1 200 OK\r\n\r\nhel", "lo"})).body == "hello");
    const auto stream = test::k_stream_head + chunk("hel") + chunk("lo") + test::k_stream_end;
    CHECK(answer_to(pieces({stream})).body == "hello");
    const std::string large(100'000, 'x');
    CHECK(answer_to(pieces({test::k_stream_head, chunk(large), test::k_stream_end})).body == large);
}

TEST_CASE("an answer may arrive byte by byte", "[agent]") {
    const auto stream = test::k_stream_head + chunk("hello") + test::k_stream_end;
    std::vector<std::string> bytes;
    for (const char byte : stream) bytes.emplace_back(1, byte);
    CHECK(answer_to(pieces(bytes)).body == "hello");
}

TEST_CASE("the status of a refusal is kept with its body", "[agent]") {
    const auto answer = answer_to(pieces({test::plain_answer("503 Unavailable", "loading")}));
    CHECK(answer.status == 503);
    CHECK(answer.body == "loading");
}

TEST_CASE("a connection that breaks off is an error of the engine", "[agent]") {
    CHECK_THROWS_WITH(answer_to(pieces({})), Catch::StartsWith("the engine closed the connection"));
    CHECK_THROWS_WITH(answer_to(pieces({test::k_stream_head, chunk("hel")})),
                      Catch::StartsWith("the engine closed the connection"));
    CHECK_THROWS_WITH(answer_to(pieces({"SSH-2.0-OpenSSH_9\r\n\r\n"})),
                      Catch::StartsWith("the engine's answer is not HTTP"));
}

TEST_CASE("a request is held back until its last byte is released", "[agent]") {
    const auto holding = []() -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        const auto answer = [](const std::string&) {
            return pieces({test::plain_answer("200 OK", "done")});
        };
        const StubHttpServer server(executor, answer);
        HttpStream stream(executor);
        co_await stream.open(server.port(), post("{}"));
        const auto early = co_await within(Seconds(0.05), sleep_for(Seconds(0.02)));
        CHECK(early == Ended::in_time);
        const auto before = server.received();
        CHECK(before > 100);
        CHECK(stream.status() == 0);
        const DeviceTime released = now();
        co_await stream.release();
        const auto piece = co_await stream.next_piece();
        REQUIRE(piece);
        CHECK(piece->bytes == "done");
        CHECK(piece->arrival > released);
        CHECK(stream.status() == 200);
        CHECK(server.received() == before + 1);
        const auto end = co_await stream.next_piece();
        CHECK_FALSE(end);
    };
    test::run_coroutine(holding());
}

TEST_CASE("events are cut at blank lines, however the bytes arrive", "[agent]") {
    EventSplitter events;
    events.feed("data: {\"a\":1}\n", DeviceTime(1));
    CHECK_FALSE(events.take());
    events.feed("\ndata: {\"b\":2}\n\ndata: {\"c", DeviceTime(2));
    events.feed("\":3}\n\n", DeviceTime(3));
    const auto first = events.take();
    REQUIRE(first);
    CHECK(first->data == "{\"a\":1}");
    CHECK(first->arrival == DeviceTime(2));
    CHECK(events.take()->data == "{\"b\":2}");
    const auto last = events.take();
    CHECK(last->data == "{\"c\":3}");
    CHECK(last->arrival == DeviceTime(3));
    CHECK_FALSE(events.take());
}

TEST_CASE("comments between events, as a server's pings, are no events", "[agent]") {
    EventSplitter events;
    events.feed(":\n\n: ping\n\ndata: 1\n\n", DeviceTime(1));
    CHECK(events.take()->data == "1");
    CHECK_FALSE(events.take());
}

}  // namespace edgebench::agent
