#pragma once
// Accepts clients on the phone's 127.0.0.1, on a port of the kernel's choosing.

#include "agent/services.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <set>

namespace edgebench::agent {

class Server {
  public:
    // Listens from here on. `services` outlives the server.
    Server(const boost::asio::any_io_executor& executor, Services& services);

    std::uint16_t port() const;
    // Serves until close().
    boost::asio::awaitable<void> run();
    // Accepts nobody any more and ends every session.
    void close();

  private:
    using Tcp = boost::asio::ip::tcp;
    boost::asio::awaitable<void> serve(std::shared_ptr<Tcp::socket> socket);

    Services& services_;
    Tcp::acceptor acceptor_;
    std::set<std::shared_ptr<Tcp::socket>> clients_;
};

}  // namespace edgebench::agent
