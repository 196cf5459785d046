#include "host/adb/stream.hpp"

#include "host/adb/clock.hpp"
#include "host/adb/deadline.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

#include <fcntl.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace edgebench::adb {
namespace {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;
using boost::system::error_code;
using std::chrono::milliseconds;

// How much one coroutine may move without giving the others on the I/O thread a turn.
constexpr std::size_t k_bytes_per_turn = 1024 * 1024;

// The addresses of the two kinds of socket as one type, which one Socket can connect to.
using Endpoints = std::vector<asio::generic::stream_protocol::endpoint>;

std::string seconds_text(milliseconds timeout) {
    if (timeout % std::chrono::seconds(1) == milliseconds::zero()) {
        return std::to_string(timeout / std::chrono::seconds(1)) + " s";
    }
    return std::to_string(timeout.count()) + " ms";
}

Error timed_out(const Peer& peer, const std::string& what, milliseconds timeout) {
    return lost(peer, what + " for " + seconds_text(timeout));
}

awaitable<Endpoints> resolve(const ServerAddress& address, milliseconds timeout) {
    Endpoints endpoints;
    if (!address.is_tcp()) {
        endpoints.emplace_back(asio::local::stream_protocol::endpoint(address.path()));
        co_return endpoints;
    }
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    auto resolving = resolver.async_resolve(address.host(), std::to_string(address.port()),
                                            asio::ip::tcp::resolver::numeric_service, k_no_throw);
    const auto answer = co_await within(timeout, std::move(resolving));
    if (!answer) {
        throw timed_out(server_peer(address), "the host name was not resolved", timeout);
    }
    const auto& [error, entries] = *answer;
    if (error) {
        throw lost(server_peer(address), "unknown host (" + error.message() + ")");
    }
    for (const auto& entry : entries) {
        endpoints.emplace_back(entry.endpoint());
    }
    co_return endpoints;
}

// A child process must not inherit the connection: it would keep it open behind our back.
void close_on_exec(Socket& socket) {
    const int descriptor = socket.native_handle();
    ::fcntl(descriptor, F_SETFD, ::fcntl(descriptor, F_GETFD) | FD_CLOEXEC);
}

bool means_nobody_listens(const error_code& error) {
    return error == asio::error::connection_refused ||
           error == boost::system::errc::no_such_file_or_directory;
}

}  // namespace

struct Stream::Impl {
    Impl(Socket connected, Peer at) : socket(std::move(connected)), peer(std::move(at)) {}

    // Gives way when this stream has moved much without ever waiting.
    awaitable<void> take_turns(std::size_t moved) {
        moved_this_turn += moved;
        if (moved_this_turn >= k_bytes_per_turn) {
            moved_this_turn = 0;
            co_await asio::post(asio::use_awaitable);
            throw_if_cancelled(co_await asio::this_coro::cancellation_state);
        }
    }

    // Ready may be said too early: the caller tries again.
    awaitable<Waited> wait(Socket::wait_type direction, milliseconds timeout) {
        moved_this_turn = 0;
        const auto answer = co_await within(timeout, socket.async_wait(direction, k_no_throw));
        if (!answer) {
            co_return Waited::timed_out;
        }
        if (const error_code error = std::get<0>(*answer)) {
            throw lost(peer, "connection lost (" + error.message() + ")");
        }
        co_return Waited::ready;
    }

    Socket socket;  // non-blocking: a read or write that cannot be done at once is waited for
    Peer peer;
    std::size_t moved_this_turn = 0;
};

Stream::Stream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

awaitable<std::optional<Stream>> Stream::connect(ServerAddress address, milliseconds timeout) {
    const auto executor = co_await asio::this_coro::executor;
    const Endpoints endpoints = co_await resolve(address, timeout);
    error_code error;
    for (const auto& endpoint : endpoints) {
        Socket socket(executor);
        const auto answer = co_await within(timeout, socket.async_connect(endpoint, k_no_throw));
        if (!answer) {
            throw timed_out(server_peer(address), "no connection", timeout);
        }
        error = std::get<0>(*answer);
        if (!error) {
            close_on_exec(socket);
            if (address.is_tcp()) {
                socket.set_option(asio::ip::tcp::no_delay(true));
            }
            socket.non_blocking(true);
            co_return Stream(std::make_unique<Impl>(std::move(socket), server_peer(address)));
        }
    }
    if (means_nobody_listens(error)) {
        co_return std::nullopt;
    }
    throw lost(server_peer(address), "no connection (" + error.message() + ")");
}

awaitable<std::size_t> Stream::read_some(std::span<std::byte> into, milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        error_code error;
        const std::size_t count =
            impl_->socket.read_some(asio::buffer(into.data(), into.size()), error);
        if (error == asio::error::eof) {
            co_return 0;
        }
        if (!error) {
            co_await impl_->take_turns(count);
            co_return count;
        }
        if (error != asio::error::would_block) {
            throw lost(impl_->peer, "connection lost (" + error.message() + ")");
        }
        const Waited waited = co_await impl_->wait(Socket::wait_read, time_until(deadline));
        if (waited == Waited::timed_out) {
            throw timed_out(impl_->peer, "no answer", timeout);
        }
    }
}

awaitable<void> Stream::read_exactly(std::span<std::byte> into, milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    while (!into.empty()) {
        const std::size_t count = co_await read_some(into, time_until(deadline));
        if (count == 0) {
            throw lost(impl_->peer, "the connection ended in the middle of an answer");
        }
        into = into.subspan(count);
    }
}

awaitable<void> Stream::write(std::span<const std::byte> bytes, milliseconds timeout) {
    while (!bytes.empty()) {
        error_code error;
        const std::size_t count =
            impl_->socket.write_some(asio::buffer(bytes.data(), bytes.size()), error);
        if (!error) {
            bytes = bytes.subspan(count);
            co_await impl_->take_turns(count);
            continue;
        }
        if (error != asio::error::would_block) {
            throw lost(impl_->peer, "connection lost (" + error.message() + ")");
        }
        const Waited waited = co_await impl_->wait(Socket::wait_write, timeout);
        if (waited == Waited::timed_out) {
            throw timed_out(impl_->peer, "accepted no more bytes", timeout);
        }
    }
}

awaitable<Waited> Stream::wait_readable(milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    // Asio may report an event whose bytes have been read since: only looking tells.
    while (!has_input()) {
        const Waited waited = co_await impl_->wait(Socket::wait_read, time_until(deadline));
        if (waited == Waited::timed_out) {
            co_return Waited::timed_out;
        }
    }
    co_return Waited::ready;
}

bool Stream::has_input() const {
    std::byte next{};
    error_code error;
    impl_->socket.receive(asio::buffer(&next, 1), asio::socket_base::message_peek, error);
    return error != asio::error::would_block;
}

void Stream::close() noexcept {
    error_code ignored;
    impl_->socket.close(ignored);
}

const Peer& Stream::peer() const {
    return impl_->peer;
}

void Stream::set_peer(Peer peer) {
    impl_->peer = std::move(peer);
}

Error lost(const Peer& peer, const std::string& what) {
    return Error(peer.if_lost, peer.name + ": " + what, peer.hint, Retry::can_help);
}

Peer server_peer(const ServerAddress& address) {
    return Peer{.name = "adb server at " + address.text(),
                .if_lost = ErrorCode::host,
                .hint = address.on_this_machine()
                            ? "Restart it: adb kill-server && adb start-server"
                            : "Check that the address is right and that the machine there runs "
                              "an adb server."};
}

}  // namespace edgebench::adb
