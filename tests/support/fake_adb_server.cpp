#include "tests/support/fake_adb_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
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
    asio::read(socket_, asio::buffer(bytes));
    return bytes;
}

void FakeAdbPeer::hold() {
    std::array<char, 4096> ignored{};
    boost::system::error_code error;
    while (!error) {
        socket_.read_some(asio::buffer(ignored), error);
    }
    if (error == asio::error::try_again) {
        throw std::runtime_error("the client held on to a silent connection");
    }
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
      thread_([this, all = std::move(scripts)] { serve(all); }) {}

FakeAdbServer::~FakeAdbServer() {
    finish();
}

std::string FakeAdbServer::finish() {
    if (thread_.joinable()) {
        thread_.join();
    }
    return failure_;
}

void FakeAdbServer::serve(const std::vector<Script>& scripts) {
    try {
        for (const Script& script : scripts) {
            pollfd listening{.fd = acceptor_.native_handle(), .events = POLLIN, .revents = 0};
            if (::poll(&listening, 1, k_patience_s * 1000) != 1) {
                throw std::runtime_error("no client connected");
            }
            FakeAdbPeer peer(acceptor_.accept());
            script(peer);
        }
    } catch (const std::exception& error) {
        failure_ = error.what();
    }
}

}  // namespace edgebench::test
