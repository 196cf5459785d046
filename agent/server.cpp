#include "agent/server.hpp"

#include "agent/async.hpp"
#include "agent/log.hpp"
#include "agent/session.hpp"
#include "protocol/frame.hpp"

#include <boost/asio/co_spawn.hpp>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

constexpr std::size_t k_most_clients = 8;
// When the process has no descriptors left, say.
constexpr Seconds k_pause_after_failure{1};

// Told without waiting: so few bytes fit into the empty buffer of a new connection.
void refuse(asio::ip::tcp::socket socket) {
    const Error crowded(
        ErrorCode::busy, "the agent serves " + std::to_string(k_most_clients) + " clients already",
        "End another edgebench that uses this phone, then try again.", Retry::can_help);
    const auto frame = make_frame(encode(failure_from(crowded)));
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(frame), ignored);
}

}  // namespace

Server::Server(const asio::any_io_executor& executor, Services& services)
    : services_(services),
      acceptor_(executor, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

std::uint16_t Server::port() const {
    return acceptor_.local_endpoint().port();
}

asio::awaitable<void> Server::run() {
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(k_no_throw);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            co_await sleep_for(k_pause_after_failure);
            continue;
        }
        services_.runner.note_disturbance();
        if (clients_.size() == k_most_clients) {
            refuse(std::move(socket));
            continue;
        }
        auto client = std::make_shared<Tcp::socket>(std::move(socket));
        client->set_option(Tcp::no_delay(true));
        clients_.insert(client);
        asio::co_spawn(acceptor_.get_executor(), serve(client), [](const std::exception_ptr& end) {
            if (end) log::warn("a session ended badly");
        });
    }
}

asio::awaitable<void> Server::serve(std::shared_ptr<Tcp::socket> socket) {
    try {
        co_await serve_client(socket, services_);
    } catch (const std::exception& error) {
        log::warn(std::string("a client was lost: ") + error.what());
    }
    clients_.erase(socket);
}

void Server::close() {
    acceptor_.close();
    for (const auto& client : clients_) client->close();
}

}  // namespace edgebench::agent
