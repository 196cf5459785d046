#include "agent/connection.hpp"

#include "agent/async.hpp"
#include "protocol/frame.hpp"

#include <boost/asio/write.hpp>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

// For the rest of a message whose first byte has come, and for a peer to take its answer.
constexpr Seconds k_transfer_deadline{60};

void require(Ended ended) {
    if (ended == Ended::too_late) throw Error(ErrorCode::device_lost, "the client has stalled");
}

[[noreturn]] void throw_lost(const boost::system::error_code& error) {
    throw Error(ErrorCode::device_lost, "the client has gone: " + error.message());
}

}  // namespace

asio::awaitable<void> Connection::read_whole(std::span<std::uint8_t> into) {
    while (!into.empty()) {
        const auto buffer = asio::buffer(into.data(), into.size());
        const auto [error, count] = co_await socket_->async_read_some(buffer, k_no_throw);
        if (error) throw_lost(error);
        on_bytes_();
        into = into.subspan(count);
    }
}

// A frame whose header comes first.
asio::awaitable<void> Connection::read_into(Bytes& body, std::size_t limit) {
    FrameHeader header{};
    co_await read_whole(header);
    body.resize(body_length(header, limit));
    co_await read_whole(body);
}

asio::awaitable<Bytes> Connection::read_frame(std::size_t limit, Seconds deadline) {
    Bytes body;
    const auto ended = co_await within(deadline, read_into(body, limit));
    require(ended);
    co_return body;
}

asio::awaitable<Bytes> Connection::read_request() {
    co_await readable();
    co_return co_await read_frame(k_max_frame, k_transfer_deadline);
}

asio::awaitable<void> Connection::readable() {
    const auto [error] = co_await socket_->async_wait(Socket::wait_read, k_no_throw);
    if (error) throw_lost(error);
}

asio::awaitable<void> Connection::write_frame(Bytes body) {
    const auto frame = make_frame(body);
    auto write = [](Socket& socket, const Bytes& bytes) -> asio::awaitable<void> {
        const auto buffer = asio::buffer(bytes);
        const auto [error, count] = co_await asio::async_write(socket, buffer, k_no_throw);
        if (error) throw_lost(error);
    };
    const auto ended = co_await within(k_transfer_deadline, write(*socket_, frame));
    require(ended);
}

asio::awaitable<std::size_t> Connection::read_raw(std::span<std::uint8_t> into) {
    // A socket that blocks would hold up the whole agent: what is said to be readable need not be.
    socket_->non_blocking(true);
    boost::system::error_code error = asio::error::would_block;
    std::size_t count = 0;
    while (error == asio::error::would_block) {
        const auto ended = co_await within(k_transfer_deadline, readable());
        require(ended);
        count = socket_->read_some(asio::buffer(into.data(), into.size()), error);
    }
    if (error) throw_lost(error);
    on_bytes_();
    co_return count;
}

}  // namespace edgebench::agent
