#include "tests/support/fake_adb_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>

namespace edgebench::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int k_patience_s = 5;  // a client that does less is stuck

void limit_blocking(tcp::socket& socket) {
    const timeval limit{.tv_sec = k_patience_s, .tv_usec = 0};
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

std::string hex4(std::size_t length) {
    std::array<char, 5> digits{};
    std::snprintf(digits.data(), digits.size(), "%04x", static_cast<unsigned>(length & 0xffff));
    return digits.data();
}

}  // namespace

FakeAdbPeer::FakeAdbPeer(tcp::socket socket) : socket_(std::move(socket)) {
    limit_blocking(socket_);
}

void FakeAdbPeer::expect(std::string_view service) {
    const std::string length = read(4);
    const std::string request = read(std::stoul(length, nullptr, 16));
    if (request != service) {
        throw std::runtime_error("expected '" + std::string(service) + "', got '" + request + "'");
    }
}

void FakeAdbPeer::open(std::string_view serial, std::string_view service) {
    expect("host:transport:" + std::string(serial));
    okay();
    expect(service);
    okay();
}

void FakeAdbPeer::send(std::string_view bytes) {
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()));
}

void FakeAdbPeer::fail(std::string_view reason) {
    send("FAIL");
    send_block(reason);
}

void FakeAdbPeer::send_block(std::string_view text) {
    send(hex4(text.size()));
    send(text);
}

void FakeAdbPeer::send_shell(char id, std::string_view data) {
    send(std::string(1, id) + little_endian(static_cast<std::uint32_t>(data.size())));
    send(data);
}

std::string FakeAdbPeer::read(std::size_t count) {
    std::string bytes(count, '\0');
    for (std::size_t have = 0; have < count;) {
        const std::size_t got = receive(std::span(bytes).subspan(have));
        if (got == 0) {
            throw std::runtime_error("the client hung up");
        }
        have += got;
    }
    return bytes;
}

void FakeAdbPeer::hold() {
    std::array<char, 65536> ignored{};
    while (receive(ignored) > 0) {
    }
}

// Not Asio's read: that one waits on after the time limit of the socket.
std::size_t FakeAdbPeer::receive(std::span<char> into) {
    const ssize_t got = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        throw std::runtime_error("the client keeps a silent connection open");
    }
    return got < 0 ? 0 : static_cast<std::size_t>(got);  // a reset is an end, too
}

std::string little_endian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) {
        bytes += static_cast<char>((number >> shift) & 0xff);
    }
    return bytes;
}

FakeAdbServer::FakeAdbServer(std::vector<Script> scripts)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      thread_([this, all = std::move(scripts)] { accept_all(all); }) {}

FakeAdbServer::~FakeAdbServer() {
    finish();
}

std::string FakeAdbServer::finish() {
    if (thread_.joinable()) {
        thread_.join();
    }
    return failure_;
}

void FakeAdbServer::accept_all(const std::vector<Script>& scripts) {
    std::vector<std::jthread> connections;
    try {
        for (const Script& script : scripts) {
            pollfd listening{.fd = acceptor_.native_handle(), .events = POLLIN, .revents = 0};
            if (::poll(&listening, 1, k_patience_s * 1000) != 1) {
                throw std::runtime_error("no client connected");
            }
            connections.emplace_back([this, &script, socket = acceptor_.accept()]() mutable {
                try {
                    FakeAdbPeer peer(std::move(socket));
                    script(peer);
                } catch (const std::exception& error) {
                    note_failure(error);
                }
            });
        }
    } catch (const std::exception& error) {
        note_failure(error);
    }
}

void FakeAdbServer::note_failure(const std::exception& error) {
    const std::lock_guard lock(failure_mutex_);
    failure_ = error.what();
}

}  // namespace edgebench::test
